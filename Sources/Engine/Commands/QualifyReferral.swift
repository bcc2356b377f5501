import Model
import Store

/// What a friend's orders do to the referral that brought the friend (rule 10.2).
enum QualifyReferral {
    /// Why a referral was rejected, or what it still waits for; codes that both sides may see.
    enum Reason: String {
        /// The friend's orders so far are too small.
        case belowMinimum = "below_minimum"
        case orderCancelled = "order_cancelled"
        case orderRefunded = "order_refunded"
        case capReached = "cap_reached"
        /// A person looked at it and said no.
        case reviewRejected = "review_rejected"
        /// What is known of the two by now says that they are one customer.
        case sameCustomer = "same_customer"

        /// As the reason of a non-award, which both sides get when the referral is rejected.
        var nonAward: NonAwardReason {
            switch self {
            case .belowMinimum: .belowMinimum
            case .orderCancelled: .orderCancelled
            case .orderRefunded: .orderRefunded
            case .capReached: .capReached
            case .reviewRejected: .reviewRejected
            case .sameCustomer: .sameCustomer
            }
        }

        /// For customer service.
        var sentence: String {
            switch self {
            case .belowMinimum: "The friend's order is below the referral's minimum."
            case .orderCancelled: "The friend's qualifying order was cancelled inside the hold."
            case .orderRefunded: "The friend's qualifying order was refunded inside the hold."
            case .capReached: "The referrer's friends have brought as many rewards as the programme allows."
            case .reviewRejected: "A person looked at the referral and rejected it."
            case .sameCustomer: "What is known of the two sides says that they are one customer."
            }
        }
    }

    /// The friend's first order above the minimum qualifies the referral; its reward waits for the hold, and for a person
    /// where it is flagged. A smaller one is noted.
    static func run(of customer: Customer, by order: Order, in context: CommandContext) throws {
        let book = context.book.number
        guard let settings = context.programme.referral,
            var referral = try context.connection.referral(ofFriend: customer.number, in: book),
            referral.state == .signedUp
        else { return }
        guard order.total >= settings.minimumOrderAmount else {
            return try noteBelowMinimum(&referral, order, settings, customer, in: context)
        }
        referral.state = .qualified
        referral.reason = nil
        referral.orderID = order.id.text
        referral.qualifiedAt = context.now
        try schedule(&referral, in: context)
    }

    /// Sets when a qualified referral is rewarded: after its hold, and never before a person has decided about it.
    static func schedule(_ referral: inout Referral, in context: CommandContext) throws {
        guard let qualifiedAt = referral.qualifiedAt, referral.review.state != .open else {
            referral.dueAt = .never
            return try context.transaction.put(referral, in: context.book.number)
        }
        referral.dueAt = max(holdEnds(qualifiedAt, in: context), referral.review.decidedAt ?? qualifiedAt)
        try context.transaction.put(referral, in: context.book.number)
        for side in [referral.friend, referral.referrer] {
            var wallet = try context.open(.coins, of: side)
            try wallet.falls(dueAt: referral.dueAt)
        }
    }

    /// The end of the hold of a referral that qualified at an instant.
    static func holdEnds(_ qualifiedAt: Instant, in context: CommandContext) -> Instant {
        let days = context.programme.referral?.holdDays ?? 0
        return ExpiryRules.pendingUntil(qualifiedAt, days: days, zone: context.zone) ?? qualifiedAt
    }

    /// A qualifying order that is cancelled or refunded, in whole or in part, before the reward rejects the referral.
    static func reject(
        of customer: CustomerNumber, by order: Order, reason: Reason, in context: CommandContext
    ) throws {
        let book = context.book.number
        guard var referral = try context.connection.referral(ofFriend: customer, in: book),
            referral.state == .qualified, referral.orderID == order.id.text
        else { return }
        try reject(&referral, reason, in: context)
    }

    /// Ends a referral without a reward.
    static func reject(_ referral: inout Referral, _ reason: Reason, in context: CommandContext) throws {
        referral.state = .rejected
        referral.reason = reason.rawValue
        referral.dueAt = .never
        try context.transaction.put(referral, in: context.book.number)
        for side in [ReferralFacts.Side.friend, .referrer] {
            try context.recordReferralNonAward(reason.nonAward, reason.sentence, to: side, of: referral)
        }
    }

    private static func noteBelowMinimum(
        _ referral: inout Referral, _ order: Order, _ settings: ReferralSettings, _ customer: Customer,
        in context: CommandContext
    ) throws {
        guard referral.reason != Reason.belowMinimum.rawValue else { return }
        referral.reason = Reason.belowMinimum.rawValue
        try context.transaction.put(referral, in: context.book.number)
        try context.transaction.recordNonAward(
            .belowMinimum,
            detail:
                "The order's total is \(order.total), below the referral's minimum of"
                + " \(settings.minimumOrderAmount) (minor units).",
            customerID: customer.id.text, source: Source(.referral),
            programmeVersion: context.version.number,
            trace: Trace(.referral).adding("side", ReferralFacts.Side.friend.rawValue)
                .adding("coins", referral.friendCoins).adding("order", order.id.text)
                .adding("amount", order.total).adding("minimum_amount", settings.minimumOrderAmount).json,
            actor: context.actor, at: context.now, in: context.book.number)
    }
}
