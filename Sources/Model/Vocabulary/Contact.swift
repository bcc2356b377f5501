/// How a checkout names a customer.
package enum Contact: Sendable, Hashable {
    case id(CustomerID)
    /// As it was typed; letters' case does not matter.
    case email(String)
    /// With its country's prefix or without, as the brand sends its customers' numbers; only the digits matter.
    case mobile(String)
    /// The first of these that is somebody's.
    indirect case first([Contact])
    /// Whoever has any of these; they must all be one customer's.
    indirect case any([Contact])

    /// Characters of an e-mail address or a mobile number that are looked at.
    package static let lengthMax = 254
}
