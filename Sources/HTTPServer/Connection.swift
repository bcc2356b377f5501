/// A connection's name: its slot in the loop's table, and how often the slot was used before.
struct ConnectionID: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32

    /// Both in one word, as epoll carries them.
    var packed: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(packed: UInt64) {
        slot = UInt32(truncatingIfNeeded: packed)
        generation = UInt32(truncatingIfNeeded: packed >> 32)
    }
}

/// What of a request its answer's form depends on.
struct Answering {
    var isHead = false
    var minorVersion = 1
    var closes = false
}

/// What a connection waits for, and so which deadline it is under.
enum ConnectionPhase {
    /// Nothing is in progress.
    case idle
    /// A head is arriving.
    case head
    /// A body is arriving.
    case body
    /// An answer was put off; the time is the service's own.
    case suspended
    /// The peer is slow to take an answer.
    case writing
    /// Everything was said; what still comes is discarded.
    case lingering
}

/// One connection, used on its loop's thread only; at rest it owns no buffer.
final class Connection {
    let descriptor: Int32
    let identifier: ConnectionID
    let peer: PeerAddress

    /// Forms requests; keeps bytes while one is incomplete.
    var reader = RequestReader()
    /// Bytes that were received and not used yet, while an earlier answer is owed or unsent.
    var held = ByteBuffer()
    /// Bytes that the peer was too slow to take.
    var unsent = ByteBuffer()

    /// The form of the answer that is owed.
    var answering = Answering()
    /// Whether an answer was put off.
    var isSuspended = false
    /// Whether the last answer has been written, so that no further request is read.
    var closesAfterAnswer = false
    /// Whether the socket may hold bytes that were not received yet.
    var mayHaveMore = false
    /// Whether the loop has it on its list of connections to read without an event.
    var isQueued = false
    /// Whether the peer has announced its end, which the next empty receive confirms.
    var sawHangUp = false
    /// Whether the peer has sent everything.
    var peerFinished = false
    /// Requests so far.
    var requests = 0

    /// What it waits for.
    var phase = ConnectionPhase.idle
    /// When that began, in milliseconds of the monotonic clock.
    var phaseBegan: Int64
    /// `requests` at the last look, to tell a new request from the same one going on.
    var requestsSeen = 0
    /// Bytes of memory that were counted as its own at the last look.
    var countedBytes = 0
    /// Bytes received and discarded while lingering, or taken by a slow peer since `phaseBegan`.
    var phaseBytes = 0

    init(descriptor: Int32, identifier: ConnectionID, peer: PeerAddress, now: Int64) {
        self.descriptor = descriptor
        self.identifier = identifier
        self.peer = peer
        phaseBegan = now
    }

    /// Bytes of memory that it keeps now.
    var keptBytes: Int { reader.keptBytes + held.capacity + unsent.capacity }

    /// Whether a request is on its way.
    var isArriving: Bool { reader.isInHead || reader.isInBody }

    /// Whether another request may be formed and handled.
    var takesRequests: Bool { !isSuspended && !closesAfterAnswer }

    /// Whether bytes from the socket could be used now.
    var takesBytes: Bool { takesRequests && unsent.isEmpty && held.isEmpty }
}
