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
        /// Where the customer lives; kept as a keyed digest alone, to find referrals within a household (rule 10.1).
        package var address: String?
        /// Whether a new customer signs up now. Whom an import makes known signed up elsewhere.
        package var signsUp: Bool
        /// The code that a new customer shall have, as another system gave it; nil for one of ours.
        package var referralCode: String?
        package init(
            id: CustomerID, name: String? = nil, email: String? = nil, mobile: String? = nil,
            locale: String? = nil, birthday: LocalDate? = nil, address: String? = nil, signsUp: Bool = true
        ) {
            self.address = address
            self.signsUp = signsUp
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
        let present = try context.connection.customer(input.id, in: context.book.number)
        let receipt =
            try present.map { try update($0, with: input, in: context) }
            ?? Receipt(customer: try make(input, in: context), isNew: true)
        // The answer says what is known of the customer, and may be kept.
        context.concerned.insert(receipt.customer.number)
        return receipt
    }

    private static func make(_ input: Input, in context: CommandContext) throws -> Customer {
        let customer = Customer(
            number: try context.transaction.nextCustomerNumber(), id: input.id, name: input.name,
            email: input.email, mobile: input.mobile, locale: input.locale, birthday: input.birthday,
            referralCode: try input.referralCode.map { try ownCode($0, in: context) }
                ?? unusedReferralCode(in: context), isBlocked: false, createdAt: context.now,
            updatedAt: context.now)
        try context.transaction.insert(
            customer, emailKey: ContactRules.emailKey(input.email),
            mobileKey: ContactRules.mobileKey(input.mobile),
            in: context.book.number)
        try keepAddress(of: customer, input, in: context)
        if customer.birthday != nil, Birthday.isPaid(by: context.programme) {
            try Birthday.plan(customer, in: context)
        }
        if input.signsUp { try signUp(customer, in: context) }
        try Settle.run(customer.number, in: context)
        return customer
    }

    /// Fires the sign-up triggers that the service fires itself.
    private static func signUp(_ customer: Customer, in context: CommandContext) throws {
        for trigger in context.programme.triggers
        where trigger.kind == .signUp && trigger.isAutomatic && trigger.isActive {
            let input = FireTrigger.Input(
                trigger: trigger.id, customer: customer.id, isTrusted: true, actor: .service)
            _ = try FireTrigger.fire(input, customer: customer, in: context)
        }
    }

    private static func keepAddress(
        of customer: Customer, _ input: Input, in context: CommandContext
    ) throws {
        guard let address = input.address else { return }
        try context.transaction.setAddress(
            context.digest(ofAddress: address), of: customer.number, in: context.book.number)
    }

    private static func update(
        _ present: Customer, with input: Input, in context: CommandContext
    ) throws -> Receipt {
        // What fell due before was decided by what was known before.
        try Settle.run(present.number, in: context)
        var customer = present
        customer.name = input.name ?? present.name
        customer.email = input.email ?? present.email
        customer.mobile = input.mobile ?? present.mobile
        customer.locale = input.locale ?? present.locale
        customer.birthday = input.birthday ?? present.birthday
        try keepAddress(of: present, input, in: context)
        guard customer != present else { return Receipt(customer: present, isNew: false) }
        customer.updatedAt = max(context.now, present.updatedAt)
        try context.transaction.update(
            customer, emailKey: ContactRules.emailKey(customer.email),
            mobileKey: ContactRules.mobileKey(customer.mobile), in: context.book.number)
        if customer.birthday != present.birthday {
            try replanBirthday(of: customer, in: context)
        }
        // Whoever referred this customer sees the first letter of the name.
        if customer.name != present.name,
            let referral = try context.connection.referral(ofFriend: customer.number, in: context.book.number)
        {
            context.transaction.touch(referral.referrer)
        }
        return Receipt(customer: customer, isNew: false)
    }

    private static func replanBirthday(of customer: Customer, in context: CommandContext) throws {
        let known = try context.connection.birthdayDue(of: customer.number, in: context.book.number)
        guard known != nil || Birthday.isPaid(by: context.programme) else { return }
        try Birthday.plan(customer, in: context)
        try Settle.run(customer.number, in: context)
    }

    /// A code that somebody chose, if nobody has it.
    private static func ownCode(_ code: String, in context: CommandContext) throws -> String {
        guard let known = ReferralCode.chosen(code) else {
            throw InvalidInput.field(
                ["referral_code"], FieldCode.invalidFormat, "referral_code must be \(ReferralCode.expected).")
        }
        guard try context.snapshot.customer(referralCode: known) == nil else {
            throw InvalidInput.field(
                ["referral_code"], FieldCode.duplicate, "referral_code is another customer's.")
        }
        return known
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
