import Assets
import Model

/// One purchase of the sample, moved in time.
struct DemoPurchase: Sendable, Hashable {
    /// Its line in the sample, from 1: the order id.
    let line: Int
    let customer: CustomerID
    let day: LocalDate
    /// Minor units.
    let amount: Int64
}

/// The purchases that travel in the program: a tenth of the customers who first bought at CDNOW in the first
/// quarter of 1997, with all that they bought until the middle of 1998.
enum DemoPurchases {
    /// The customer whose screens the demo prints: the sample's first.
    static let shownCustomer = "cdnow-00004"

    /// All purchases, in the sample's order, moved by whole days so that the last one was on `lastDay`.
    static func all(lastDay: LocalDate, currency: Currency) -> [DemoPurchase] {
        let sample = parse(text(), currency: currency)
        guard let last = sample.map(\.day).max() else { return [] }
        let shift = lastDay.days(since: last)
        return sample.map { purchase in
            DemoPurchase(
                line: purchase.line, customer: purchase.customer, day: purchase.day.adding(days: shift),
                amount: purchase.amount)
        }
    }

    /// Columns: customer, its number within the sample, date, records bought, dollars.
    static func parse(_ text: String, currency: Currency) -> [DemoPurchase] {
        var purchases: [DemoPurchase] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let columns = line.split(separator: " ")
            guard columns.count == 5, let customer = CustomerID("cdnow-\(columns[0])"),
                let day = LocalDate(compact: String(columns[2])),
                let money = try? Money(decimal: String(columns[4]), currency: currency, sign: .notNegative)
            else { continue }
            purchases.append(
                DemoPurchase(line: index + 1, customer: customer, day: day, amount: money.minorUnits))
        }
        return purchases
    }

    private static func text() -> String {
        let bytes = unsafe UnsafeBufferPointer(
            start: loyalty_cdnow_sample_bytes(), count: loyalty_cdnow_sample_size)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}

extension LocalDate {
    /// Reads `19970101`.
    fileprivate init?(compact text: String) {
        guard text.utf8.count == 8, let number = Int(text), number > 0 else { return nil }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}
