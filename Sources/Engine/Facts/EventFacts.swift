package import Model

/// One event with what it tells of, as those who keep in step with the books see it.
package struct EventFacts: Sendable, Hashable {
    /// What an event tells of, beside whom it concerns.
    package enum Subject: Sendable, Hashable {
        case entry(Entry)
        /// The coupon as it was bought; what has become of it is told by the events' kinds.
        case coupon(Coupon)
        /// The referral, with the ids of both sides; nil of one who was erased.
        case referral(Referral, referrer: CustomerID?, friend: CustomerID?)
        /// A tier, where the customer stood before, and until when it is sure at least.
        case tier(String, former: String?, validUntil: Instant?)
        /// The customer who goes on for a merged one, or did; nil of one who was erased.
        case survivor(CustomerID?)
        /// What a payment came to, as its connector's action recorded it.
        case payment(JSONValue)
        /// The kind says all.
        case nothing
    }

    /// Counts the book's events from 1; shown as `event-12`.
    package var number: Int64
    package var kind: EventKind
    /// The programme's time.
    package var at: Instant
    /// Nil of one who was erased since.
    package var customer: CustomerID?
    package var subject: Subject
}

/// A page of events, oldest first.
package struct EventPage: Sendable {
    package var items: [EventFacts]
    /// The place after which the next page begins; it stays good for ever.
    package var next: Int64
    /// Whether there is more already.
    package var hasMore: Bool
}

/// Limits of looking through events.
package enum EventLimits {
    /// How many events one page looks through for those of the kinds that are wanted; a page that finds fewer than
    /// it may hold ends there, and the next goes on.
    package static let scannedMax = 5_000
}
