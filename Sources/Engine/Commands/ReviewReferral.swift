package import Model
internal import Store

/// A person decides about a referral that was flagged (rule 10.1): nothing is rewarded before.
package enum ReviewReferral {
    package struct Input: Sendable, Hashable {
        /// The referral's number in its book.
        package var id: Int64
        package var isApproved: Bool
        /// Why; kept with the decision, and not for customers.
        package var note: String
        package init(id: Int64, isApproved: Bool, note: String) {
            self.id = id
            self.isApproved = isApproved
            self.note = note
        }
    }

    /// An approved referral goes on where it stands: once its hold is over, both sides are rewarded at once. The same
    /// decision again changes nothing.
    ///
    /// - Throws: ``Refusal``: `referralNotFound`, `referralNotInReview`.
    package static func run(_ input: Input, in context: CommandContext) throws -> ReviewedReferral {
        let book = context.book.number
        guard let known = try context.connection.referral(id: input.id, in: book) else {
            throw Refusal.referralNotFound
        }
        try Settle.run(known.friend, in: context)
        try Settle.run(known.referrer, in: context)
        guard var referral = try context.connection.referral(id: input.id, in: book) else {
            throw Refusal.referralNotFound
        }
        let decision: ReferralReview.State = input.isApproved ? .approved : .rejected
        if referral.review.state == decision { return try context.snapshot.reviewed(referral) }
        guard referral.review.state == .open else { throw Refusal.referralNotInReview }
        referral.review.state = decision
        referral.review.note = input.note
        referral.review.decidedBy = context.actor.text
        referral.review.decidedAt = context.now
        try context.audit(
            input.isApproved ? .referralApproved : .referralRejected, "referral-\(referral.id)",
            customer: referral.friend, note: input.note)
        switch (referral.state, input.isApproved) {
        case (.qualified, true): try QualifyReferral.schedule(&referral, in: context)
        case (.rejected, _), (_, true): try context.transaction.put(referral, in: book)
        default: try QualifyReferral.reject(&referral, .reviewRejected, in: context)
        }
        try Settle.run(referral.friend, in: context)
        try Settle.run(referral.referrer, in: context)
        let decided = try context.connection.referral(id: input.id, in: book) ?? referral
        return try context.snapshot.reviewed(decided)
    }
}

/// A referral as the brand's own people see it: with both customers.
package struct ReviewedReferral: Sendable, Hashable {
    package var referral: Referral
    package var friend: CustomerID
    package var referrer: CustomerID
}

extension Snapshot {
    /// Which referrals of a book are listed.
    package enum ReferralFilter: Sendable, Hashable {
        case all
        /// Those that wait for a person.
        case inReview
        case state(ReferralState)
    }

    /// A page of a book's referrals, newest first.
    package func referrals(_ filter: ReferralFilter, page: PageRequest) throws -> Page<ReviewedReferral> {
        let (number, limit) = (book.number, page.limit + 1)
        let found =
            switch filter {
            case .all:
                try connection.referrals(in: number, state: nil, before: page.before, limit: limit)
            case .inReview:
                try connection.referralsInReview(in: number, before: page.before, limit: limit)
            case .state(let state):
                try connection.referrals(in: number, state: state, before: page.before, limit: limit)
            }
        let shown = Page(found, limit: page.limit) { $0.id }
        return Page(items: try shown.items.map(reviewed), next: shown.next)
    }

    func reviewed(_ referral: Referral) throws -> ReviewedReferral {
        ReviewedReferral(
            referral: referral, friend: try customerID(of: referral.friend),
            referrer: try customerID(of: referral.referrer))
    }
}
