import CLinux
import Engine
import HTTPServer
import Model

/// Rendered screens of one loop, found by what their answer depends on of a request; and, where a client sends the very
/// same bytes again, by these, so that the repeat is not even parsed.
///
/// A kept screen is served only while everything that it depends on stands: the registry's generation (keys, programmes),
/// the key's and the token's ends, the customer's change counter, and the instant at which the content would change by
/// itself. The counter is the one under which the snapshot was read, so a stale screen cannot be served.
///
/// Each is one record of a ``RecordRing``, read from its beginning on, because what a hit costs is the waiting for memory:
/// its terms, a head that it is asked for with, the field lines of a 304 and of a 200, the body, the entity tag, and what it
/// depends on. Whether its terms still hold is for whoever finds it to ask.
final class KeptScreens {
    /// The book and the key of a kept screen.
    struct Source {
        let book: BookNumber
        let key: Int64
    }

    /// While what a screen may be served, and whose it is.
    struct Terms {
        let customer: CustomerNumber
        /// The customer's change counter at the snapshot.
        let commit: UInt64
        let registryGeneration: UInt64
        /// The first instant of real time at which it is no longer good: the end of key, token or content.
        let goodUntil: Instant
        /// Whose key it is served under, for the API log; nil logs nothing.
        let source: Source?
    }

    /// The parts of a rendered screen.
    struct Parts {
        /// The bytes of the request that it answers, as ``KeptScreens/requestBytes(_:into:)`` gathers them.
        let request: [UInt8]
        let entityTag: [UInt8]
        /// Ready field lines, but for those that each answer has its own of.
        let fields: [UInt8]
        /// The same of a 304.
        let notModifiedFields: [UInt8]
        let body: [UInt8]
    }

    /// A kept screen as it is found; valid until the next one is kept.
    ///
    /// Safe by scope: its record stays as it is until then, which ``isThere(_:)`` tells.
    @safe struct Screen {
        let terms: Terms
        /// The limits that each request for it counts against.
        let limited: [Bucket]
        fileprivate let place: RecordRing.Place
        /// How many were kept before it was found.
        fileprivate let round: UInt64
        fileprivate let record: UnsafeMutableRawPointer
        fileprivate let layout: Layout

        /// The entity tag.
        var entityTag: UnsafeRawBufferPointer { unsafe part(layout.entityTag) }
        /// The field lines.
        var fields: UnsafeRawBufferPointer { unsafe part(layout.fields) }
        /// The field lines of a 304.
        var notModifiedFields: UnsafeRawBufferPointer { unsafe part(layout.notModifiedFields) }
        /// The body.
        var body: UnsafeRawBufferPointer { unsafe part(layout.body) }
        fileprivate var request: UnsafeRawBufferPointer { unsafe part(layout.request) }

        private func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
            unsafe UnsafeRawBufferPointer(start: record + range.lowerBound, count: range.count)
        }
    }

    /// Bytes of all; 0 keeps nothing.
    private var bytesMax: Int
    private var ring: RecordRing?
    /// The records of screens, by what they depend on of a request.
    private var screens: [UInt64: RecordRing.Place] = [:]
    /// The same by the bytes of the head that each remembers.
    private var heads: [UInt64: RecordRing.Place] = [:]
    /// The limits of the screens that have some; a record holds the index.
    private var limits: [[Bucket]] = []
    private var freeLimits: [UInt32] = []
    /// How many were kept so far.
    private var round: UInt64 = 0
    /// Differs from loop to loop. Bytes are compared in full as well: a collision costs a screen that is made anew.
    private let seed = UInt64.random(in: .min ... .max)
    private var scratch: [UInt8] = []

    /// Bytes of the longest head that is remembered.
    static let headBytesMax = 2_048
    /// Bytes that there is always room for.
    static let headBytesMin = 512
    /// Bytes that a head may be longer than the one that a screen was made for: an `If-None-Match` fits.
    static let headBytesMore = 96
    /// Bytes of the longest request for which a screen is kept: nobody fills the room with what only they ask for.
    static let requestBytesMax = 4_096
    /// Bytes of a screen that are fetched ahead.
    private static let fetchedMax = 8_192

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
        ring = nil
    }

    var isOn: Bool { bytesMax > 0 }

    /// Whether so many bytes may be a head that is remembered, with a name.
    func mayRecall(bytesCount: Int) -> Bool {
        !heads.isEmpty && bytesCount <= Self.headBytesMax + RequestIDs.bytesMax
    }

    /// How many screens are kept.
    var count: Int { screens.count }

    /// Bytes that they take.
    var bytes: Int { ring?.bytes ?? 0 }

    /// The screen kept for a request that asks for the same, whether or not it is still good.
    func find(_ request: Request) -> Screen? {
        guard isOn, !screens.isEmpty, request.method == .get || request.method == .head else { return nil }
        guard Self.requestBytes(request, into: &scratch) else { return nil }
        let seed = seed
        let key = unsafe scratch.withUnsafeBytes { unsafe Self.key(of: $0, seed) }
        guard let place = screens[key] else { return nil }
        let screen = screen(at: place)
        guard unsafe scratch.withUnsafeBytes({ unsafe constantTimeEquals($0, screen.request) }) else {
            return nil
        }
        return screen
    }

    /// Whether a screen is as it was found.
    func isThere(_ screen: Screen) -> Bool { screen.round == round }

    /// The screen that answered this very head, whether or not it is still good; and whether the head says that the client
    /// has it already, so that the answer is 304.
    func recall(_ head: RepeatedHead) -> (screen: Screen, isKnown: Bool)? {
        guard let place = heads[head.key(seed: seed)] else { return nil }
        // All that a hit reads, asked for at once: waiting for one line of memory after the other would cost most of it.
        unsafe loyaltyFetch(record(at: place), Layout.headStart + head.count)
        let header = header(at: place)
        let answer = header.answer
        unsafe loyaltyFetch(record(at: place) + answer.lowerBound, min(answer.count, Self.fetchedMax))
        guard header.headSplit == UInt32(head.split) else { return nil }
        guard unsafe head.isSame(as: self.head(of: place, header)) else { return nil }
        if !header.headIsWarm { update(place) { $0.headIsWarm = true } }
        return (screen(at: place, header), header.headIsKnown)
    }

    /// Remembers a head that a kept screen answers, once it comes for the second time in a row. A screen remembers one, and
    /// keeps to it while it comes again between others.
    func remember(_ head: RepeatedHead, of screen: Screen, isKnown: Bool) {
        guard head.count <= Int(screen.layout.headRoom) else { return }
        let header = header(at: screen.place)
        let key = head.key(seed: seed)
        guard header.headCandidate == key else { return update(screen.place) { $0.headCandidate = key } }
        guard !header.headIsWarm else { return update(screen.place) { $0.headIsWarm = false } }
        forgetHead(of: screen.place, header)
        unsafe Self.copy(head.start, to: screen.record + Layout.headStart)
        unsafe Self.copy(head.rest, to: screen.record + Layout.headStart + head.split)
        update(screen.place) {
            ($0.headKey, $0.headCount, $0.headSplit) = (key, UInt32(head.count), UInt32(head.split))
            $0.headIsKnown = isKnown
        }
        heads[key] = screen.place
    }

    /// Keeps a screen in place of an older one of the same request; the oldest give way to it.
    ///
    /// - Parameter headCount: Bytes of the head that it was asked for with: it has room to remember one like it.
    func keep(_ parts: Parts, terms: Terms, limited: [Bucket], headCount: Int) {
        let headRoom = min(max(headCount, Self.headBytesMin) + Self.headBytesMore, Self.headBytesMax)
        let layout = Layout(parts, headRoom: headRoom)
        let size = RecordRing.rounded(layout.request.upperBound)
        guard isOn, parts.request.count <= Self.requestBytesMax, size <= bytesMax / 4 - RecordRing.unit else {
            return
        }
        if ring == nil { ring = RecordRing(capacity: bytesMax) }
        // Screens are as right without being kept.
        if ring == nil { return bytesMax = 0 }
        round += 1
        let seed = seed
        let key = unsafe parts.request.withUnsafeBytes { unsafe Self.key(of: $0, seed) }
        if let old = screens[key] { forget(old) }
        var leaving: [RecordRing.Place] = []
        guard let place = ring?.make(size: size, leaving: { leaving.append($0) }) else { return }
        // Of those that leave, at most the size was written over by now.
        for place in leaving { forget(place) }
        let record = unsafe record(at: place)
        unsafe (record + Header.offset).storeBytes(
            of: Header(terms, layout, requestKey: key, limits: store(limited)), as: Header.self)
        unsafe Self.copy(parts.notModifiedFields, to: record + layout.notModifiedFields.lowerBound)
        unsafe Self.copy(parts.fields, to: record + layout.fields.lowerBound)
        unsafe Self.copy(parts.body, to: record + layout.body.lowerBound)
        unsafe Self.copy(parts.entityTag, to: record + layout.entityTag.lowerBound)
        unsafe Self.copy(parts.request, to: record + layout.request.lowerBound)
        screens[key] = place
    }
}

/// Records and what is in them.
extension KeptScreens {
    private func record(at place: RecordRing.Place) -> UnsafeMutableRawPointer {
        guard let record = unsafe ring?.record(at: place) else {
            fatalError("a place in a ring that is not there")
        }
        return unsafe record
    }

    private func header(at place: RecordRing.Place) -> Header {
        unsafe (record(at: place) + Header.offset).load(as: Header.self)
    }

    private func update(_ place: RecordRing.Place, _ change: (inout Header) -> Void) {
        let address = unsafe record(at: place) + Header.offset
        var header = unsafe address.load(as: Header.self)
        change(&header)
        unsafe address.storeBytes(of: header, as: Header.self)
    }

    private func screen(at place: RecordRing.Place) -> Screen { screen(at: place, header(at: place)) }

    private func screen(at place: RecordRing.Place, _ header: Header) -> Screen {
        unsafe Screen(
            terms: header.terms, limited: header.limits > 0 ? limits[Int(header.limits) - 1] : [],
            place: place, round: round, record: record(at: place), layout: header.layout)
    }

    private func head(of place: RecordRing.Place, _ header: Header) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(
            start: record(at: place) + Layout.headStart, count: Int(header.headCount))
    }

    /// Has a record no longer be found; its room comes free when it is the oldest.
    private func forget(_ place: RecordRing.Place) {
        let header = header(at: place)
        guard header.isKept else { return }
        forgetHead(of: place, header)
        screens[header.requestKey] = nil
        if header.limits > 0 {
            limits[Int(header.limits) - 1] = []
            freeLimits.append(header.limits)
        }
        update(place) { $0.isKept = false }
    }

    private func forgetHead(of place: RecordRing.Place, _ header: Header) {
        if header.headCount > 0, heads[header.headKey] == place { heads[header.headKey] = nil }
        update(place) { $0.headCount = 0 }
    }

    /// - Returns: One more than the index under which they are; 0 for none.
    private func store(_ limited: [Bucket]) -> UInt32 {
        if limited.isEmpty { return 0 }
        if let free = freeLimits.popLast() {
            limits[Int(free) - 1] = limited
            return free
        }
        limits.append(limited)
        return UInt32(limits.count)
    }

    private static func copy(_ part: [UInt8], to address: UnsafeMutableRawPointer) {
        unsafe part.withUnsafeBytes { unsafe copy($0, to: address) }
    }

    private static func copy(_ bytes: UnsafeRawBufferPointer, to address: UnsafeMutableRawPointer) {
        guard let start = bytes.baseAddress else { return }
        unsafe address.copyMemory(from: start, byteCount: bytes.count)
    }
}

/// What is compared.
extension KeptScreens {
    private static func key(of bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        var hash = FastHash(seed: seed)
        unsafe hash.combine(bytes)
        return hash.high
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
