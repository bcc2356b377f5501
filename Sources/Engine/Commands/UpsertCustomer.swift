package import Model
internal import Store

/// Makes a customer known, or changes what is known of one.
package enum UpsertCustomer {
    /// What the brand says; a field that is nil stays as it is.
    package struct Input: Sendable, Hashable {
        package var id: CustomerID
        package var name: String?
        package var email: String?
        package var mobile: String?
        package var locale: String?
        package var birthday: LocalDate?
        package init(
            id: CustomerID, name: String? = nil, email: String? = nil, mobile: String? = nil,
            locale: String? = nil, birthday: LocalDate? = nil
        ) {
            self.id = id
            self.name = name
            self.email = email
            self.mobile = mobile
            self.locale = locale
            self.birthday = birthday
        }
    }

    /// The customer as it stands now.
    package struct Receipt: Sendable, Hashable {
        package var customer: Customer
        package var isNew: Bool
    }

    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        if let present = try context.connection.customer(input.id, in: context.book.number) {
            return try update(present, with: input, in: context)
        }
        return Receipt(customer: try make(input, in: context), isNew: true)
    }

    private static func make(_ input: Input, in context: CommandContext) throws -> Customer {
        let customer = Customer(
            number: try context.transaction.nextCustomerNumber(), id: input.id, name: input.name,
            email: input.email, mobile: input.mobile, locale: input.locale, birthday: input.birthday,
            referralCode: try unusedReferralCode(in: context), isBlocked: false, createdAt: context.now,
            updatedAt: context.now)
        try context.transaction.insert(
            customer, emailKey: ContactRules.emailKey(input.email),
            mobileKey: ContactRules.mobileKey(input.mobile),
            in: context.book.number)
        return customer
    }

    private static func update(
        _ present: Customer, with input: Input, in context: CommandContext
    ) throws -> Receipt {
        var customer = present
        customer.name = input.name ?? present.name
        customer.email = input.email ?? present.email
        customer.mobile = input.mobile ?? present.mobile
        customer.locale = input.locale ?? present.locale
        customer.birthday = input.birthday ?? present.birthday
        guard customer != present else { return Receipt(customer: present, isNew: false) }
        customer.updatedAt = max(context.now, present.updatedAt)
        try context.transaction.update(
            customer, emailKey: ContactRules.emailKey(customer.email),
            mobileKey: ContactRules.mobileKey(customer.mobile), in: context.book.number)
        // Whoever referred this customer sees the first letter of the name.
        if customer.name != present.name,
            let referral = try context.connection.referral(ofFriend: customer.number, in: context.book.number)
        {
            context.transaction.touch(referral.referrer)
        }
        return Receipt(customer: customer, isNew: false)
    }

    /// A code that people can type, and that no other customer of the book has.
    private static func unusedReferralCode(in context: CommandContext) throws -> String {
        for _ in 0..<referralCodeTries {
            let code = String(RandomCode().make().prefix(referralCodeLetters))
            if try context.connection.customer(referralCode: code, in: context.book.number) == nil {
                return code
            }
        }
        throw StoreError(kind: .misuse, message: "no free referral code was found")
    }

    /// 8 letters of 5 bits each: short enough to type, too many to try out under the rate limits.
    private static let referralCodeLetters = 8
    private static let referralCodeTries = 16
}
