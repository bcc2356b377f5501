import Engine
import Foundation
import Model
import Store

/// What an import of orders costs: a file of made orders, read from memory, through the service's own import.
struct ImportFile {
    private let path: String
    private let customers: Int
    private let orders: Int

    init(_ options: Options) throws {
        path = try options.text("database")
        customers = try options.number("customers", default: 100_000)
        orders = try options.number("orders", default: 100_000)
    }

    func run() throws {
        let engine = try openEngine(path)
        defer { engine.close() }
        let book = try BenchBrand.book(of: engine)
        let file = MadeFile(bytes: makeRows(now: engine.now(in: book)))
        let start = ContinuousClock.now
        let receipt: ImportOrders.Receipt
        do {
            receipt = try ImportOrders.run(file, into: book, skipsBadRows: false, on: engine)
        } catch {
            throw BenchError("\(error.message) \(error.details)")
        }
        let elapsed = ContinuousClock.now - start
        print("import: \(receipt.created) of \(orders) orders created, \(rate(orders, elapsed)) orders/s")
    }

    /// Orders of the last year by random customers, in the order in which they were placed.
    private func makeRows(now: Instant) -> [UInt8] {
        var random = SeededNumbers(seed: Int(now.milliseconds))
        let run = Hex.encode(randomBytes(4))
        var text = OrderColumns.names.joined(separator: ",") + "\n"
        let year: Int64 = 365 * 86_400_000
        for number in 0..<orders {
            let customer = 1_000_000 + Int.random(in: 0..<customers, using: &random)
            let placed = now.adding(milliseconds: -year + year * Int64(number) / Int64(orders))
            let amount = Int.random(in: 500...20_000, using: &random)
            let cents = amount % 100 < 10 ? "0\(amount % 100)" : "\(amount % 100)"
            text +=
                "\(run)-\(1_000_000 + number),bench-\(customer),\(placed.rfc3339),\(amount / 100).\(cents),USD,paid\n"
        }
        return Array(text.utf8)
    }
}

/// A file in memory.
private struct MadeFile: ImportSource {
    let bytes: [UInt8]
    var byteCount: Int64 { Int64(bytes.count) }

    func bytes(at offset: Int64, count: Int) throws(AdministrationError) -> [UInt8] {
        let start = min(Int(offset), bytes.count)
        return Array(bytes[start..<min(start + count, bytes.count)])
    }
}
