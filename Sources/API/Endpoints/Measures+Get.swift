import Engine
import HTTPServer
import Model
import Screens

/// The brand's measures over a range of its local days.
enum MeasuresEndpoint {
    /// Days of the range that is answered where none is asked for.
    private static let daysDefault: Int64 = 30

    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let (book, version) = (exchange.book, exchange.version)
        let today = version.programme.zone.localDate(at: exchange.service.engine.now(in: book))
        let range = try exchange.query { fields -> ClosedRange<LocalDate>? in
            let through = fields.optionalLocalDate("to") ?? today
            let from = fields.optionalLocalDate("from") ?? through.adding(days: 1 - daysDefault)
            guard from <= through else {
                fields.refuse("from", FieldCode.outOfRange, "must not be after to")
                return nil
            }
            return from...through
        }
        return .longRead { engine in
            let measures = try Measures.run(
                from: range.lowerBound, through: range.upperBound, in: book, version: version, on: engine)
            return .json { json in write(measures, version.programme.currency, into: &json) }
        }
    }

    private static func write(_ measures: Measures, _ currency: Currency, into json: inout JSONWriter) {
        json.beginObject()
        json.member("from", measures.from)
        json.member("to", measures.through)
        json.member("currency", currency.code)
        json.key("measures")
        json.beginArray()
        for (measure, value) in measures.values {
            json.beginObject()
            json.member("id", measure.rawValue)
            json.member("formula", measure.formula)
            write(value, currency, into: &json)
            json.endObject()
        }
        json.endArray()
        json.list("checkouts", measures.checkouts) { checkout, json in
            json.beginObject()
            json.member("connector", checkout.connector.rawValue)
            json.member("action", checkout.action)
            json.member("calls", checkout.calls)
            json.member("refusals", checkout.refusals)
            json.member("errors", checkout.errors)
            json.member("microseconds", checkout.microseconds)
            json.endObject()
        }
        json.key("liability")
        write(measures.liability, currency, into: &json)
        json.endObject()
    }

    /// `unit`, the exact numbers, and a text; null for a text where there is no data.
    private static func write(_ value: Measure.Value, _ currency: Currency, into json: inout JSONWriter) {
        switch value {
        case .count(let number):
            json.member("unit", literal: "count")
            json.member("value", number)
            json.member("text", String(number))
        case .money(let amount):
            json.member("unit", literal: "money")
            json.member("value", amount)
            json.member("text", text(amount, currency))
        case .ratio(let numerator, let denominator):
            json.member("unit", literal: "ratio")
            json.member("numerator", numerator)
            json.member("denominator", denominator)
            write(text: percent(numerator, of: denominator), into: &json)
        case .average(let numerator, let denominator):
            json.member("unit", literal: "average")
            json.member("numerator", numerator)
            json.member("denominator", denominator)
            let each = denominator > 0 ? text(numerator / denominator, currency) : nil
            write(text: each, into: &json)
        }
    }

    private static func write(text: String?, into json: inout JSONWriter) {
        json.key("text")
        if let text { json.string(text) } else { json.null() }
    }

    private static func text(_ amount: Int64, _ currency: Currency) -> String {
        "\(currency.code) \(Money(minorUnits: amount, currency: currency).decimal)"
    }

    /// `37.50 %`, rounded down; nil of nothing.
    static func percent(_ part: Int64, of whole: Int64) -> String? {
        guard let hundredths = Ratio.floorMultiplyDivide(part, 10_000, whole), whole > 0 else { return nil }
        let rest = String(hundredths % 100)
        return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest) %"
    }

    private static func write(_ liability: Liability, _ currency: Currency, into json: inout JSONWriter) {
        json.beginObject()
        json.member(
            "formula",
            "Coins left in lots now, pending and held ones included, by the local month of their last day; worth"
                + " rounded down.")
        json.member("coins", liability.coins)
        json.member("worth", liability.worth)
        json.member("text", text(liability.worth, currency))
        json.key("months")
        json.beginArray()
        for month in liability.months {
            json.beginObject()
            json.key("month")
            if let name = month.month { json.string(name) } else { json.null() }
            json.member("coins", month.coins)
            json.member("worth", month.worth)
            json.member("text", text(month.worth, currency))
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}

/// Tickets that the brand's support received: counted, not kept.
enum SupportTicketsEndpoint {
    private struct Input: Sendable {
        var topic: SupportTopic
        var occurredAt: Instant?
    }

    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let input = try exchange.body { fields -> Input? in
            let topics = Dictionary(uniqueKeysWithValues: SupportTopic.allCases.map { ($0.rawValue, $0) })
            let topic = fields.oneOf("topic", topics)
            // Checked, so that a caller's mistake shows; which customer it was is nothing that a count keeps.
            _ = fields.optionalField("customer_id", parse: CustomerID.init, expected: CustomerID.expected)
            let occurredAt = fields.optionalInstant("occurred_at")
            return topic.map { Input(topic: $0, occurredAt: occurredAt) }
        }
        return .write { context in
            let (day, tickets) = try ReportSupportTicket.run(input.topic, at: input.occurredAt, in: context)
            return .json(.created) { json in
                json.beginObject()
                json.member("topic", input.topic.rawValue)
                json.member("day", day)
                json.member("tickets", tickets)
                json.endObject()
            }
        }
    }
}
