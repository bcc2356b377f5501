package import Model

/// A value bound to a statement's `$n`.
package enum SQLValue: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }

    package static func book(_ book: BookNumber) -> SQLValue { .integer(book.number) }
    package static func customer(_ customer: CustomerNumber) -> SQLValue { .integer(customer.number) }
    package static func instant(_ instant: Instant) -> SQLValue { .integer(instant.milliseconds) }
    package static func digest(_ digest: Digest) -> SQLValue { .blob(digest.bytes) }
    package static func bool(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    package static func count(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    package static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    package static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
    package static func optional(_ value: Instant?) -> SQLValue { value.map(SQLValue.instant) ?? .null }
    package static func optional(_ value: [UInt8]?) -> SQLValue { value.map(SQLValue.blob) ?? .null }
}
