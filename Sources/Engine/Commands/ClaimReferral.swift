package import Model
internal import Store

/// A friend enters the code of whoever brought them.
package enum ClaimReferral {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        package var code: String
        /// The friend's device, if the caller knows it.
        package var device: DeviceID?
        /// The network address that the claim comes from; kept as a keyed digest alone.
        package var networkAddress: String?
        package init(
            customer: CustomerID, code: String, device: DeviceID? = nil, networkAddress: String? = nil
        ) {
            self.customer = customer
            self.code = code
            self.device = device
            self.networkAddress = networkAddress
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var referral: ReferralFacts
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `referralCodeNotFound`, `customerBlocked`, `referralClosed`,
    ///   `referralSelf`, `referralAlreadyClaimed`, `referralExistingBuyer`, `referralCycle`, `referralCapReached`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let friend = try context.settledCustomer(input.customer)
        let (connection, book) = (context.connection, context.book.number)
        guard let referrer = try context.snapshot.customer(referralCode: input.code) else {
            throw Refusal.referralCodeNotFound
        }
        guard !friend.isBlocked else { throw Refusal.customerBlocked }
        guard let settings = context.programme.referral, settings.isActive, !referrer.isBlocked else {
            throw Refusal.referralClosed
        }
        if let present = try connection.referral(ofFriend: friend.number, in: book),
            present.referrer == referrer.number
        {
            return Receipt(referral: try context.snapshot.facts(of: present, seenBy: friend.number))
        }
        if let device = input.device {
            try context.transaction.noteDevice(context.digest(of: device), of: friend.number, in: book)
        }
        try check(friend: friend, referrer: referrer, settings, in: context)
        var referral = Referral(
            friend: friend.number, referrer: referrer.number,
            number: try context.transaction.nextReferralNumber(of: referrer.number, in: book),
            code: referrer.referralCode, state: .signedUp, reason: nil, claimedAt: context.now, orderID: nil,
            qualifiedAt: nil, dueAt: .never, rewardedAt: nil, friendCoins: settings.friendCoins,
            referrerCoins: settings.referrerCoins, programmeVersion: context.version.number)
        referral.id = try context.transaction.nextReferralID(in: book)
        referral.review = ReferralReview(
            flags: try flags(input, friend: friend, referrer: referrer, settings.review, in: context))
        try context.transaction.put(referral, in: book)
        return Receipt(referral: try context.snapshot.facts(of: referral, seenBy: friend.number))
    }

    /// The refusals in their order of precedence (rules 10.1, 10.3).
    private static func check(
        friend: Customer, referrer: Customer, _ settings: ReferralSettings, in context: CommandContext
    ) throws {
        let (connection, book) = (context.connection, context.book.number)
        if try isSameCustomer(friend, referrer, in: context) { throw Refusal.referralSelf }
        if try connection.referral(ofFriend: friend.number, in: book) != nil {
            throw Refusal.referralAlreadyClaimed
        }
        if try connection.hasOrders(friend.number, in: book) { throw Refusal.referralExistingBuyer }
        if try leads(from: referrer.number, to: friend.number, in: context) { throw Refusal.referralCycle }
        guard let cap = settings.lifetimeCap else { return }
        let ever = Instant(milliseconds: .min)
        if try connection.rewardedReferrals(byReferrer: referrer.number, since: ever, in: book) >= cap {
            throw Refusal.referralCapReached
        }
    }

    /// The signs that a person should look at it (rule 10.1), of those that the programme minds.
    private static func flags(
        _ input: Input, friend: Customer, referrer: Customer, _ review: ReferralSettings.Review,
        in context: CommandContext
    ) throws -> [ReferralReview.Flag] {
        let book = context.book.number
        var flags: [ReferralReview.Flag] = []
        if review.sameAddress,
            try context.connection.shareAddress(friend.number, referrer.number, in: book)
        {
            flags.append(.sameAddress)
        }
        if let most = review.claimsPerAddressMax, let address = input.networkAddress {
            let claims = try context.transaction.countClaim(
                from: context.digest(ofNetwork: address), on: context.zone.localDate(at: context.now),
                in: book)
            if claims > most { flags.append(.addressBurst) }
        }
        if review.similarNames, ContactRules.areSimilar(friend.name, referrer.name) {
            flags.append(.similarNames)
        }
        return flags
    }

    /// Whether two customers are one as far as anyone can tell: by account, e-mail address, mobile number or device
    /// (rule 10.1). Which of them it was, nobody is told.
    static func isSameCustomer(
        _ friend: Customer, _ referrer: Customer, in context: CommandContext
    ) throws -> Bool {
        if friend.number == referrer.number { return true }
        if try context.connection.shareDevice(friend.number, referrer.number, in: context.book.number) {
            return true
        }
        let email = ContactRules.mailboxKey(friend.email)
        if email != nil, email == ContactRules.mailboxKey(referrer.email) { return true }
        let mobile = ContactRules.mobileKey(friend.mobile)
        return mobile != nil && mobile == ContactRules.mobileKey(referrer.mobile)
    }

    /// Whether the line of referrers above a customer leads to another.
    private static func leads(
        from customer: CustomerNumber, to target: CustomerNumber, in context: CommandContext
    ) throws -> Bool {
        var current = customer
        for _ in 0..<lineMax {
            guard let above = try context.connection.referral(ofFriend: current, in: context.book.number)
            else {
                return false
            }
            if above.referrer == target { return true }
            current = above.referrer
        }
        return false
    }

    /// How far up the line of referrers a cycle is looked for.
    static let lineMax = 64
}
