package import Model

/// A row of an order file that could not be taken: where, and why.
package struct RowFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// From 1, the header's.
    package var line: Int
    /// The column's name; nil when the row as a whole is wrong.
    package var column: String?
    /// The column's place from 1.
    package var place: Int?
    package var reason: String

    package var description: String {
        guard let column else {
            return "line \(line)\(place.map { ", column \($0)" } ?? ""): \(reason)"
        }
        return "line \(line), column \(column)\(place.map { " (\($0))" } ?? ""): \(reason)"
    }
}

/// The columns of an order file: which field of a record is which.
package struct OrderColumns: Sendable, Hashable {
    /// The columns that a file must have, in any order, and no others.
    package static let names = ["order_id", "customer_id", "placed_at", "amount", "currency", "status"]
    /// Where each column stands in the file, in the order of ``names``.
    private let places: [Int]
    private let count: Int

    /// A column by its place in ``names``.
    private enum Column: Int {
        case order, customer, placedAt, amount, currency, status
        var name: String { OrderColumns.names[rawValue] }
    }

    /// Reads the header.
    package init(header: CSVRecord) throws(AdministrationError) {
        let expected = "the first line must name the columns " + Self.names.joined(separator: ",")
        if let fault = header.fault {
            throw AdministrationError(expected, details: ["line 1, column \(fault.column): \(fault.reason)"])
        }
        var places: [String: Int] = [:]
        var faults: [String] = []
        for (place, name) in header.fields.enumerated() {
            if !Self.names.contains(name) { faults.append("unknown column \"\(name)\"") }
            if places[name] != nil { faults.append("column \(name) is there twice") }
            places[name] = place
        }
        for name in Self.names where places[name] == nil { faults.append("column \(name) is missing") }
        guard faults.isEmpty else { throw AdministrationError(expected, details: faults) }
        self.places = Self.names.map { places[$0] ?? 0 }
        count = header.fields.count
    }

    /// Reads one row into an order, or says what is wrong with it.
    package func order(
        _ record: CSVRecord, programme: Programme, latest: Instant
    ) throws(RowFaults) -> PutOrder.Input {
        guard record.fault == nil, record.fields.count == count else {
            let reason = "the row has \(record.fields.count) fields instead of \(count)"
            let fault = record.fault ?? CSVFault(column: record.fields.count, reason: reason)
            throw RowFaults([RowFault(line: record.line, place: fault.column, reason: fault.reason)])
        }
        var reading = Reading(columns: self, record: record)
        let id = reading.value(.order, identifier(of: OrderID.self))
        let customer = reading.value(.customer, identifier(of: CustomerID.self))
        let placedAt = reading.value(.placedAt) { text throws(Reason) in
            try instant(text, zone: programme.zone, latest: latest)
        }
        let money = reading.value(.amount) { text throws(Reason) in
            try amount(text, currency: programme.currency)
        }
        let currency = reading.value(.currency) { text throws(Reason) -> String in
            guard text == programme.currency.code else {
                throw Reason("is \"\(text)\"; the programme's currency is \(programme.currency.code)")
            }
            return text
        }
        let state = reading.value(.status, status)
        guard let id, let customer, let placedAt, let money, let currency, let state else {
            throw RowFaults(reading.faults)
        }
        return PutOrder.Input(
            id: id, customer: customer, state: state, placedAt: placedAt, currency: currency, total: money,
            subtotal: money, makesCustomer: true)
    }

    /// Why one field is wrong, as the end of a sentence that begins with the column.
    private struct Reason: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    /// Reads the fields of one record and gathers what is wrong.
    private struct Reading {
        let columns: OrderColumns
        let record: CSVRecord
        var faults: [RowFault] = []

        mutating func value<Value>(
            _ column: Column, _ read: (String) throws(Reason) -> Value
        ) -> Value? {
            let place = columns.places[column.rawValue]
            do {
                return try read(record.fields[place])
            } catch {
                faults.append(
                    RowFault(line: record.line, column: column.name, place: place + 1, reason: error.text))
                return nil
            }
        }
    }

    private func identifier<ID: TextIdentifier>(of _: ID.Type) -> (String) throws(Reason) -> ID {
        { text throws(Reason) in
            guard let id = ID(text) else { throw Reason("must be \(ID.expected)") }
            return id
        }
    }

    private func instant(_ text: String, zone: BrandZone, latest: Instant) throws(Reason) -> Instant {
        let placed: Instant
        if let date = LocalDate(iso: text) {
            placed = zone.startOfDay(date)
        } else {
            do {
                placed = try Instant(rfc3339: text)
            } catch {
                throw Reason("must be an RFC 3339 time, or a date YYYY-MM-DD in \(zone.identifier)")
            }
        }
        guard placed <= latest else { throw Reason("lies in the future") }
        return placed
    }

    private func amount(_ text: String, currency: Currency) throws(Reason) -> Int64 {
        let amount: Int64
        do {
            amount = try Money(decimal: text, currency: currency, sign: .notNegative).minorUnits
        } catch {
            throw Reason(error.reason)
        }
        guard amount <= MoneyLimits.orderAmountMax else {
            throw Reason("is more than \(MoneyLimits.orderAmountMax) minor units")
        }
        return amount
    }

    private func status(_ text: String) throws(Reason) -> OrderState {
        guard let state = OrderState(rawValue: text) else {
            throw Reason("must be one of " + OrderState.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return state
    }
}

/// All that is wrong with one row.
package struct RowFaults: Error, Sendable {
    package let faults: [RowFault]
    init(_ faults: [RowFault]) { self.faults = faults }
}
