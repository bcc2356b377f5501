package import Model
internal import Store

extension Snapshot {
    /// The customer of that number; of one that was merged, the customer who goes on for it; nil for nobody.
    package func customerIfKnown(_ number: CustomerNumber) throws -> Customer? {
        try connection.customer(number, in: book.number)
    }

    /// The customer with that e-mail address; of several the one who is known the longest, so that nobody takes
    /// another's place by giving the same address; nil for nobody.
    package func customer(email: String) throws -> Customer? {
        guard let key = ContactRules.emailKey(email) else { return nil }
        return try connection.eldestCustomer(emailKey: key, in: book.number).flatMap(customerIfKnown)
    }

    /// The customer with that mobile number, compared by its digits; of several the one who is known the longest.
    package func customer(mobile: String) throws -> Customer? {
        guard let key = ContactRules.mobileKey(mobile) else { return nil }
        return try connection.eldestCustomer(mobileKey: key, in: book.number).flatMap(customerIfKnown)
    }

    /// The order of that id; nil for none.
    package func orderIfKnown(_ id: OrderID) throws -> Order? { try connection.order(id, in: book.number) }

    /// The referral code that a customer entered; nil for none.
    package func enteredReferralCode(of customer: Customer) throws -> String? {
        try connection.referral(ofFriend: customer.number, in: book.number)?.code
    }
}
