import Engine
import Foundation
import Model

/// Whether comparing a secret tells by its time where the first wrong byte is.
///
/// Two kinds of guess, wrong in the first byte and wrong in the last, are compared with the secret in random order, many
/// thousands of times; Welch's t-test says whether their times differ (the way of dudect, https://eprint.iacr.org/2016/1123).
/// A comparison that stops at the first difference is measured beside them, to show what a difference looks like.
struct ConstantTime {
    private let samples: Int

    /// Comparisons that are timed together: one alone takes less than the clock can tell.
    private static let callsPerSample = 256
    /// Above it, the times differ beyond doubt.
    private static let threshold = 4.5
    /// Bytes of the strings that are compared.
    private static let byteCount = 64

    init(_ options: Options) throws { samples = try options.number("samples", default: 200_000) }

    func run() throws {
        let secret = (0..<Self.byteCount).map { _ in UInt8.random(in: 0...255) }
        var (first, last) = (secret, secret)
        first[0] ^= 1
        last[Self.byteCount - 1] ^= 1
        report("bytes") { isLast in constantTimeEquals(secret, isLast ? last : first) }
        try reportDigests(secret)
        try reportTokens()
        report("control: stops at the first difference", isControl: true) { isLast in
            stopsEarly(secret, isLast ? last : first)
        }
    }

    private func reportDigests(_ secret: [UInt8]) throws {
        let half = Digest.byteCount
        var (first, last) = (Array(secret[..<half]), Array(secret[..<half]))
        first[0] ^= 1
        last[half - 1] ^= 1
        guard let own = Digest(bytes: Array(secret[..<half])), let early = Digest(bytes: first),
            let late = Digest(bytes: last)
        else { throw BenchError("a digest has another size") }
        report("digests") { isLast in own.isEqualInConstantTime(to: isLast ? late : early) }
    }

    /// The whole check of a customer token whose signature is wrong in its first, or its last, byte.
    private func reportTokens() throws {
        guard let brand = BrandID("measured"), let customer = CustomerID("customer-one") else { return }
        let book = Book(
            number: BookNumber(1), brand: brand, mode: .live, clockOffsetMilliseconds: 0, secretGeneration: 1)
        let secrets = Secrets(master: (0..<32).map { _ in UInt8.random(in: 0...255) })
        let key = CustomerToken.key(of: book, secrets: secrets)
        let now = Instant(seconds: 1_790_000_000)
        let token = CustomerToken.mint(
            for: customer, in: book, secrets: secrets, lifetimeSeconds: 600, at: now
        ).token
        let parts = token.split(separator: ".").map(String.init)
        guard parts.count == 3, let signature = Base64URL.decode(parts[2]) else { return }
        func forged(_ index: Int) -> String {
            var wrong = signature
            wrong[index] ^= 1
            return "\(parts[0]).\(parts[1]).\(Base64URL.encode(wrong))"
        }
        let (first, last) = (forged(0), forged(signature.count - 1))
        report("tokens", calls: 4) { isLast in
            (try? CustomerToken.verify(isLast ? last : first, in: book, key: key, at: now)) != nil
        }
    }

    /// Measures one comparison and prints what came of it.
    private func report(
        _ name: String, calls: Int = ConstantTime.callsPerSample, isControl: Bool = false,
        _ compare: (_ isLast: Bool) -> Bool
    ) {
        var times: [[Double]] = [[], []]
        var equal = 0
        for _ in 0..<samples {
            let isLast = Bool.random()
            let start = ContinuousClock.now
            for _ in 0..<calls where compare(isLast) { equal += 1 }
            let took = (ContinuousClock.now - start).components.attoseconds / 1_000_000_000
            times[isLast ? 1 : 0].append(Double(took))
        }
        let t = Self.welch(times[0], times[1])
        let verdict = abs(t) < Self.threshold ? "no difference seen" : "the times differ"
        let expected = isControl ? " (as it must be seen to)" : ""
        print("\(name): |t| = \(String(format: "%.1f", abs(t))), \(verdict)\(expected); \(equal) were equal")
    }

    /// Welch's t of the two, without the slowest twentieth, which is the machine's.
    private static func welch(_ one: [Double], _ other: [Double]) -> Double {
        let limit = (one + other).sorted()[(one.count + other.count) * 19 / 20]
        let (first, second) = (moments(one.filter { $0 <= limit }), moments(other.filter { $0 <= limit }))
        let spread = (first.variance / first.count + second.variance / second.count).squareRoot()
        return spread > 0 ? (first.mean - second.mean) / spread : 0
    }

    private static func moments(_ values: [Double]) -> (mean: Double, variance: Double, count: Double) {
        let count = Double(max(values.count, 2))
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        return (mean, variance, count)
    }
}

/// What a comparison of secrets must not do.
@inline(never)
private func stopsEarly(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    for index in left.indices where left[index] != right[index] { return false }
    return true
}
