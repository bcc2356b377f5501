import Engine
import HTTPServer
package import Model

/// An attempt at a code that somebody else holds: a coupon's, or a friend's.
///
/// Only wrong codes count in the end, and count against whoever tries and the address from which it is tried. An
/// attempt is taken from its limits before the code is looked at and given back once it was right, so that many at once
/// learn no more than one after the other.
package struct Guess: Sendable {
    private let buckets: [Bucket]

    /// The refusals that say that a code was none, or not this customer's.
    static let misses: Set<String> = [
        "coupon_not_found", "coupon_of_another_customer", "referral_code_not_found",
    ]

    init(_ buckets: [Bucket]) { self.buckets = buckets }

    /// Gives the attempt back, unless it came to a refusal that says that the code was wrong.
    func settle(code: String?) {
        if let code, Self.misses.contains(code) { return }
        for bucket in buckets { bucket.giveBack() }
    }
}

extension Exchange {
    /// Counts an attempt at a code.
    ///
    /// - Parameter customer: Who tries, where that is known.
    /// - Throws: ``Problem`` 429 with `Retry-After` when the customer, or the address, has tried too many wrong ones.
    package mutating func countGuess(by customer: CustomerID?) throws(Problem) {
        guard guess == nil, let limiter = service.limiter else { return }
        let now = service.engine.realNow()
        var subjects: [RateLimiter.Subject] = []
        if let customer { subjects.append(.guesses(book.number, customer)) }
        subjects.append(.addressGuesses(book.number, service.clientAddressText(of: request)))
        let buckets = subjects.map { limiter.bucket(of: $0, at: now) }
        for (index, bucket) in buckets.enumerated() {
            let verdict = bucket.take(at: now)
            guard !verdict.isAllowed else { continue }
            for earlier in buckets[..<index] { earlier.giveBack() }
            var problem = Problem(
                .rateLimited, "Too many wrong codes were tried; wait for as long as Retry-After says.")
            problem.fields = [(.retryAfter, String(verdict.resetSeconds))]
            throw problem
        }
        guess = Guess(buckets)
    }
}
