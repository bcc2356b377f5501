/// How a checkout names a customer.
package enum Contact: Sendable, Hashable {
    case id(CustomerID)
    /// As it was typed; letters' case does not matter.
    case email(String)
    /// With its country's prefix or without, as the brand sends its customers' numbers; only the digits matter.
    case mobile(String)

    /// Characters of an e-mail address or a mobile number that are looked at.
    package static let lengthMax = 254
}
