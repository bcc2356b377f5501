// Administration: what an operator does to the books — publish a programme, make keys, import orders, verify.
// Pure of terminals and sockets: each operation is a function over the engine that writes through the writer,
// tells its progress to a closure, and answers with a value. The command line and the control socket are both
// callers of these.

package import Model
internal import Store

/// Why an operation was not done: one sentence for the operator, and a line for each thing that is wrong.
package struct AdministrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What could not be done, and why.
    package let message: String
    /// Where and why in particular; empty when the message says it all.
    package let details: [String]

    package init(_ message: String, details: [String] = []) {
        self.message = message
        self.details = details
    }

    package var description: String { ([message] + details.map { "  " + $0 }).joined(separator: "\n") }

    /// Turns whatever the layers below threw into the operator's words; the one place where that happens.
    package init(_ error: any Error, doing task: String) {
        switch error {
        case let error as AdministrationError: self = error
        case let input as InvalidInput:
            self.init(
                "\(task): \(input.errors.count == 1 ? "one fault" : "\(input.errors.count) faults")",
                details: input.errors.map { "\($0.pointer.isEmpty ? "/" : $0.pointer): \($0.detail)" })
        case let error as StoreError: self.init("\(task): \(error.message)")
        case let error as EngineError: self = Self.make(error, task)
        case let refusal as Refusal: self.init("\(task): refused, \(refusal.code)")
        case let damaged as Quarantined:
            self.init("\(task): customer \(damaged.customer.number) is quarantined: \(damaged.reason)")
        default: self.init("\(task): \(error)")
        }
    }

    private static func make(_ error: EngineError, _ task: String) -> AdministrationError {
        switch error {
        case .refused(let refusal): AdministrationError(refusal, doing: task)
        case .invalid(let input): AdministrationError(input, doing: task)
        case .quarantined(let customer):
            AdministrationError("\(task): customer \(customer.number) is quarantined; run `loyalty verify`")
        case .unavailable(let error): AdministrationError(error, doing: task)
        }
    }
}

/// How far a long operation has come.
package struct AdministrationProgress: Sendable, Hashable {
    /// What is being done: `checking`, `importing`, `verifying`.
    package var phase: String
    package var done: Int64
    /// How much there is; nil when that is not known beforehand.
    package var total: Int64?
    /// What is counted: `rows`, `customers`, `bytes`.
    package var unit: String

    package init(phase: String, done: Int64, total: Int64?, unit: String) {
        self.phase = phase
        self.done = done
        self.total = total
        self.unit = unit
    }
}

/// Told how far an operation is, as often as it likes; whoever listens decides what to show.
package typealias ProgressReport = (AdministrationProgress) -> Void

extension Engine {
    /// Writes what administration changes about brands, keys and programmes, and has everybody see it before
    /// the answer.
    func administer<Value: Sendable>(
        _ task: String, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) throws(AdministrationError) -> Value {
        do {
            let value = try store.writeAndWait { .keep(try body($0)) }
            try registry.reload()
            return value
        } catch {
            throw AdministrationError(error, doing: task)
        }
    }

    /// The book that an operator means: of the brand named, or of the only brand there is.
    package func book(
        brand: BrandID?, mode: Mode, for task: String
    ) throws(AdministrationError) -> Book {
        let contents = registry.contents
        let brands = Set(contents.books.values.map(\.brand)).sorted { $0.text < $1.text }
        guard !brands.isEmpty else {
            throw AdministrationError("\(task): there is no brand yet; publish its programme first")
        }
        let names = brands.map(\.text).joined(separator: ", ")
        guard let brand = brand ?? (brands.count == 1 ? brands.first : nil) else {
            throw AdministrationError("\(task): say which brand with --brand: \(names)")
        }
        guard let book = contents.book(brand, mode) else {
            throw AdministrationError("\(task): there is no brand \(brand); there is: \(names)")
        }
        return book
    }
}
