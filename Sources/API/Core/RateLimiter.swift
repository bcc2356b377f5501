import Model
import Synchronization

/// How many requests are let through; each number is a named limit.
package struct RateLimits: Sendable, Hashable {
    /// Requests per second of one key; the read key is shared by every app of the brand.
    package var keyPerSecond: Int64 = 2_000
    /// Requests per minute of one customer (rule 11.5).
    package var customerPerMinute: Int64 = 600
    /// Failed authentications per minute of one address.
    package var failuresPerMinute: Int64 = 120
    /// Writes per minute of one address with the read key that apps carry: it ships to everybody, and so do the
    /// claims, installs and other actions that are sent with it (rule 11.5).
    package var addressWritesPerMinute: Int64 = 120
    /// Wrong coupon and referral codes per minute that are tried for one customer.
    package var customerGuessesPerMinute: Int64 = 10
    /// Wrong codes per minute from one address; behind it may be a shop with many customers who mistype.
    package var addressGuessesPerMinute: Int64 = 300
    package init() {}
}

/// Token buckets by key, customer and address, in memory bounded by ``bucketsMax``.
final class RateLimiter: Sendable {
    /// What is counted.
    enum Subject: Hashable, Sendable {
        case key(Int64)
        /// A checkout, which calls for every customer of its brand.
        case connector(BookNumber, ConnectorKind)
        case customer(BookNumber, CustomerID)
        case address(String)
        /// Writes with an app's read key.
        case writes(fromAddress: String)
        /// Wrong codes that a customer tries.
        case guesses(BookNumber, CustomerID)
        /// Wrong codes that are tried from an address.
        case addressGuesses(BookNumber, String)
    }

    /// What a request is told about its limit.
    struct Verdict: Sendable, Hashable {
        let isAllowed: Bool
        /// Requests left in the bucket.
        let remaining: Int64
        /// Seconds until there is room again, or until the bucket is full.
        let resetSeconds: Int64
    }

    /// Buckets in memory. Full ones are as good as none and go first; where that is not enough, all go.
    static let bucketsMax = 100_000
    private static let shardCount = 16

    let limits: RateLimits
    private let shards: [Shard]

    private final class Shard: Sendable {
        let buckets = Mutex<[Subject: Bucket]>([:])
    }

    init(_ limits: RateLimits) {
        self.limits = limits
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    /// The bucket of a subject; holding on to it saves looking it up again, until it ``Bucket/isDropped``.
    func bucket(of subject: Subject, at now: Instant) -> Bucket {
        let shard = shards[Int(UInt(bitPattern: subject.hashValue) % UInt(Self.shardCount))]
        return shard.buckets.withLock { buckets in
            if let bucket = buckets[subject] { return bucket }
            if buckets.count >= Self.bucketsMax / Self.shardCount { Self.makeRoom(in: &buckets, at: now) }
            let bucket = makeBucket(of: subject, at: now)
            buckets[subject] = bucket
            return bucket
        }
    }

    /// Buckets in memory now.
    var count: Int { shards.reduce(0) { $0 + $1.buckets.withLock(\.count) } }

    private func makeBucket(of subject: Subject, at now: Instant) -> Bucket {
        switch subject {
        case .key, .connector: Bucket(subject, "key", requests: limits.keyPerSecond, seconds: 1, at: now)
        case .customer: Bucket(subject, "customer", requests: limits.customerPerMinute, seconds: 60, at: now)
        case .address: Bucket(subject, "address", requests: limits.failuresPerMinute, seconds: 60, at: now)
        case .writes:
            Bucket(subject, "address", requests: limits.addressWritesPerMinute, seconds: 60, at: now)
        case .guesses:
            Bucket(subject, "guesses", requests: limits.customerGuessesPerMinute, seconds: 60, at: now)
        case .addressGuesses:
            Bucket(subject, "guesses", requests: limits.addressGuessesPerMinute, seconds: 60, at: now)
        }
    }

    private static func makeRoom(in buckets: inout [Subject: Bucket], at now: Instant) {
        for (subject, bucket) in buckets where bucket.dropIfFull(at: now) { buckets[subject] = nil }
        guard buckets.count >= bucketsMax / shardCount else { return }
        for bucket in buckets.values { bucket.drop() }
        buckets.removeAll(keepingCapacity: true)
    }
}

/// A bucket that fills steadily and gives one request at a time.
final class Bucket: Sendable {
    private struct State {
        /// What is in it: each millisecond adds `requests`, and a request takes ``Bucket/cost``, so nothing is rounded.
        var level: Int64
        /// Up to when the filling is counted, in milliseconds.
        var at: Int64
        var isDropped = false
    }

    let subject: RateLimiter.Subject
    /// The name of its policy.
    let name: StaticString
    /// What fits in, and flows in anew in this many seconds.
    let requests: Int64
    let seconds: Int64
    private let state: Mutex<State>

    init(
        _ subject: RateLimiter.Subject, _ name: StaticString, requests: Int64, seconds: Int64, at now: Instant
    ) {
        self.subject = subject
        self.name = name
        self.requests = requests
        self.seconds = seconds
        state = Mutex(State(level: requests * seconds * 1_000, at: now.milliseconds))
    }

    /// What one request takes out of the level.
    private var cost: Int64 { seconds * 1_000 }
    /// The level of a full bucket.
    private var full: Int64 { requests * cost }

    /// Takes one request out, if there is one.
    func take(at now: Instant) -> RateLimiter.Verdict {
        state.withLock { state in
            fill(&state, until: now.milliseconds)
            let isAllowed = state.level >= cost
            if isAllowed { state.level -= cost }
            let missing = isAllowed ? full - state.level : cost - state.level
            let wait = (missing + requests * 1_000 - 1) / (requests * 1_000)
            return RateLimiter.Verdict(
                isAllowed: isAllowed, remaining: state.level / cost, resetSeconds: max(1, wait))
        }
    }

    /// Puts back what one request took.
    func giveBack() { state.withLock { $0.level = min(full, $0.level + cost) } }

    /// Whether the limiter has forgotten it; its subject then has, or will have, another.
    var isDropped: Bool { state.withLock { $0.isDropped } }

    func drop() { state.withLock { $0.isDropped = true } }

    func dropIfFull(at now: Instant) -> Bool {
        state.withLock { state in
            fill(&state, until: now.milliseconds)
            if state.level >= full { state.isDropped = true }
            return state.isDropped
        }
    }

    /// Lets in what has flowed since. A clock that steps back fills nothing, and goes on from where it is: a bucket
    /// that waited for the time before the step would stay empty until then.
    private func fill(_ state: inout State, until now: Int64) {
        let elapsed = min(now - state.at, cost)
        state.at = now
        guard elapsed > 0 else { return }
        state.level = min(full, state.level + elapsed * requests)
    }
}
