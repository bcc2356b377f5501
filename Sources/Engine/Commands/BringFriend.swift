package import Model
internal import Store

/// A friend comes with a referral code and no account: found by e-mail address or mobile number, or made known, and then
/// entered for the code as by ``ClaimReferral``.
package enum BringFriend {
    package struct Input: Sendable, Hashable {
        package var code: String
        package var name: String
        package var email: String?
        /// In international form.
        package var mobile: String?
        /// Whether somebody asks who is not the friend, or has not proved to be: then nobody is entered who is a customer
        /// already.
        package var isInvitation: Bool
        package var networkAddress: String?
        package init(
            code: String, name: String, email: String?, mobile: String?, isInvitation: Bool,
            networkAddress: String? = nil
        ) {
            self.code = code
            self.name = name
            self.email = email
            self.mobile = mobile
            self.isInvitation = isInvitation
            self.networkAddress = networkAddress
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var friend: Customer
        package var referral: ReferralFacts
    }

    /// - Returns: Nil, and nothing written, for an invitation of somebody who is a customer already and was not brought
    ///   by this code.
    /// - Throws: ``Refusal``: `referralCodeNotFound` before anybody is made known, and what
    ///   ``ClaimReferral/run(_:in:)`` refuses.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt? {
        guard let referrer = try context.snapshot.customer(referralCode: input.code) else {
            throw Refusal.referralCodeNotFound
        }
        let known = try friend(input, in: context)
        if let known, input.isInvitation {
            let referral = try context.connection.referral(ofFriend: known.number, in: context.book.number)
            guard referral?.referrer == referrer.number else { return nil }
        }
        let friend = try known ?? make(input, in: context)
        let receipt = try ClaimReferral.run(
            ClaimReferral.Input(
                customer: friend.id, code: input.code, networkAddress: input.networkAddress), in: context)
        return Receipt(friend: try context.snapshot.customer(friend.id), referral: receipt.referral)
    }

    /// Whoever has the contact; of several the one who came first.
    private static func friend(_ input: Input, in context: CommandContext) throws -> Customer? {
        let (connection, book) = (context.connection, context.book.number)
        var numbers: [CustomerNumber] = []
        if let key = ContactRules.emailKey(input.email) {
            numbers = try connection.customers(emailKey: key, after: "", in: book, limit: alikeMax)
        } else if let key = ContactRules.mobileKey(input.mobile) {
            numbers = try connection.customers(mobileKey: key, after: "", in: book, limit: alikeMax)
        }
        let first = numbers.min { $0.number < $1.number }
        return try first.flatMap { try connection.customer($0, in: book) }
    }

    private static func make(_ input: Input, in context: CommandContext) throws -> Customer {
        guard let id = CustomerID(idPrefix + RandomCode(prefix: "").make()) else {
            throw StoreError(kind: .misuse, message: "a made-up customer id is not sound")
        }
        return try UpsertCustomer.run(
            UpsertCustomer.Input(id: id, name: input.name, email: input.email, mobile: input.mobile),
            in: context
        ).customer
    }

    /// What the ids of customers begin with whom nobody has given one.
    package static let idPrefix = "friend-"
    /// Customers with the same contact that are looked at.
    private static let alikeMax = 50
}
