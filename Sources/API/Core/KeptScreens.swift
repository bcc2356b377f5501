import Engine
import HTTPServer
import Model

/// Rendered screens of one loop, found by the bytes of the request alone, so that a repeat costs no parsing.
///
/// A kept screen is served only while everything that it depends on stands: the registry's generation (keys, programmes),
/// the key's and the token's ends, the customer's change counter, and the instant at which the content would change by
/// itself. The counter is the one under which the snapshot was read, so a stale screen cannot be served.
struct KeptScreens {
    /// The book and the key of a kept screen.
    struct Source {
        let book: BookNumber
        let key: Int64
    }

    /// One answer with what it depends on.
    ///
    /// Its parts stand one after the other in one run of bytes, because among ten thousand screens each that stands
    /// somewhere else is another wait for the memory.
    final class Screen {
        /// The bytes of the request, the entity tag, the field lines and the body.
        private let bytes: [UInt8]
        private let tagStart: Int
        private let fieldsStart: Int
        private let bodyStart: Int
        let customer: CustomerNumber
        /// The customer's change counter at the snapshot.
        let commit: UInt64
        let registryGeneration: UInt64
        /// The first instant of real time at which it is no longer good: the end of key, token or content.
        let goodUntil: Instant
        /// The limits that each request for it counts against.
        let limited: [Bucket]
        /// Whose key it is served under, for the API log; nil logs nothing.
        let source: Source?
        /// Whether it was served since the eviction's hand last came by.
        var isWarm = false

        /// - Parameters:
        ///   - request: The bytes of the request that it answers, as ``KeptScreens/requestBytes(_:into:)`` gathers them.
        ///   - fields: Ready field lines, but for those that each answer has its own of.
        init(
            request: [UInt8], fields: [UInt8], body: [UInt8], entityTag: [UInt8], customer: CustomerNumber,
            commit: UInt64, registryGeneration: UInt64, goodUntil: Instant, limited: [Bucket],
            source: Source? = nil
        ) {
            tagStart = request.count
            fieldsStart = tagStart + entityTag.count
            bodyStart = fieldsStart + fields.count
            var bytes: [UInt8] = []
            bytes.reserveCapacity(bodyStart + body.count)
            for part in [request, entityTag, fields, body] { bytes += part }
            self.bytes = bytes
            self.source = source
            self.customer = customer
            self.commit = commit
            self.registryGeneration = registryGeneration
            self.goodUntil = goodUntil
            self.limited = limited
        }

        /// The bytes of the request that it answers.
        var request: ArraySlice<UInt8> { bytes[..<tagStart] }

        /// Calls with the entity tag, the field lines and the body; they are valid during the call.
        func withParts(
            _ call: (
                _ tag: UnsafeRawBufferPointer, _ fields: UnsafeRawBufferPointer,
                _ body: UnsafeRawBufferPointer
            ) -> Void
        ) {
            unsafe bytes.withUnsafeBytes { all in
                unsafe call(
                    UnsafeRawBufferPointer(rebasing: all[tagStart..<fieldsStart]),
                    UnsafeRawBufferPointer(rebasing: all[fieldsStart..<bodyStart]),
                    UnsafeRawBufferPointer(rebasing: all[bodyStart...]))
            }
        }

        /// Whether these bytes are those of the request that it answers. It compares without telling by its time where
        /// the first difference is: the bytes hold a key and a token.
        func answers(_ request: [UInt8]) -> Bool {
            guard request.count == tagStart else { return false }
            var difference: UInt8 = 0
            unsafe bytes.withUnsafeBytes { left in
                unsafe request.withUnsafeBytes { right in
                    for index in 0..<right.count { unsafe difference |= left[index] ^ right[index] }
                }
            }
            return difference == 0
        }

        var byteCount: Int { bytes.count + Self.overhead }
        /// What an entry costs beside its bytes, roughly.
        static let overhead = 400
    }

    private let bytesMax: Int
    private(set) var bytes = 0
    private var screens: [FastHash: Screen] = [:]
    /// The keys in the order in which the eviction's hand passes them.
    private var ring: [FastHash] = []
    private var hand = 0
    /// Differs from process to process, so that nobody outside can aim at collisions.
    private let seed = UInt64.random(in: .min ... .max)
    private var scratch: [UInt8] = []

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    var isOn: Bool { bytesMax > 0 }

    /// How many screens are kept.
    var count: Int { screens.count }

    /// The screen kept for a request with these bytes, whether or not it is still good.
    mutating func find(_ request: Request) -> Screen? {
        guard isOn, !screens.isEmpty, request.method == .get || request.method == .head else { return nil }
        guard Self.requestBytes(request, into: &scratch) else { return nil }
        guard let screen = screens[key(of: scratch)], screen.answers(scratch) else { return nil }
        screen.isWarm = true
        return screen
    }

    /// Keeps a screen in place of an older one of the same request, and makes room for it.
    mutating func keep(_ screen: Screen) {
        guard isOn, screen.byteCount <= bytesMax / 4 else { return }
        let key = key(of: Array(screen.request))
        if let old = screens.updateValue(screen, forKey: key) {
            bytes -= old.byteCount
        } else {
            ring.append(key)
        }
        bytes += screen.byteCount
        while bytes > bytesMax { evictOne() }
    }

    /// Second chance: the hand passes what was served since it last came by, and takes the first that was not.
    private mutating func evictOne() {
        while !ring.isEmpty {
            if hand >= ring.count { hand = 0 }
            let key = ring[hand]
            guard let screen = screens[key], screen.isWarm else {
                ring.swapAt(hand, ring.count - 1)
                ring.removeLast()
                if let gone = screens.removeValue(forKey: key) { bytes -= gone.byteCount }
                return
            }
            screen.isWarm = false
            hand += 1
        }
    }

    private func key(of request: [UInt8]) -> FastHash {
        var hash = FastHash(seed: seed)
        unsafe request.withUnsafeBytes { unsafe hash.combine($0) }
        return hash
    }

    /// Everything of a request that its answer depends on, in one run of bytes; each part with its length before it.
    ///
    /// - Returns: False when one of the fields came more than once: such a request is read by its route alone.
    static func requestBytes(_ request: Request, into bytes: inout [UInt8]) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        unsafe request.withRawTarget { unsafe append($0, to: &bytes) }
        return unsafe request.withHeaders(names) { unsafe append($0, to: &bytes) }
    }

    private static let names: [HeaderName] = [
        .apiKey, .authorization, .acceptLanguage, .appSchema, .origin, .accept, .ifMatch,
    ]

    private static func append(_ part: UnsafeRawBufferPointer?, to bytes: inout [UInt8]) {
        let count = unsafe part?.count ?? 0xFFFF
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        if let part = unsafe part { unsafe bytes.append(contentsOf: part) }
    }
}
