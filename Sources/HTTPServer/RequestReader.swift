/// What came of the bytes that a reader was given.
enum ReaderOutcome {
    /// All bytes were taken; the request is not whole yet.
    case incomplete
    /// All bytes were taken, the head is whole, and the peer waits for `100 Continue` before it sends the
    /// body.
    case awaitsBody
    /// A request is whole; that many of the bytes were its.
    case request(used: Int)
    /// There is no request in these bytes, nor will there be in what follows them.
    case refused(RequestError)
}

/// One connection's requests, formed from bytes as they arrive: a state machine that knows no socket.
///
/// It keeps bytes of its own only while a request is incomplete.
struct RequestReader: ~Copyable {
    private enum Phase {
        case head
        case fixed(total: Int)
        case chunked(ChunkedBody)
    }

    private var phase = Phase.head
    /// The head so far; once it is whole, the head and the decoded body so far.
    private var pending = ByteBuffer()
    private var headLength = 0
    /// Whether the request is known to be HEAD, so that a refusal of the rest of it is told without a body,
    /// too.
    private(set) var isHead = false

    /// Whether the first bytes of a request have arrived and its head is not whole.
    var isInHead: Bool {
        if case .head = phase { return !pending.isEmpty }
        return false
    }

    /// Whether a body is on its way.
    var isInBody: Bool {
        if case .head = phase { return false }
        return true
    }

    /// Bytes of memory that it keeps.
    var keptBytes: Int { pending.capacity }

    /// Takes bytes; when a request is whole, `request` shows it until `finish()`.
    mutating func receive(
        _ bytes: UnsafeRawBufferPointer, into request: Request, limits: Limits
    ) -> ReaderOutcome {
        do throws(RequestError) {
            switch phase {
            case .head: return try unsafe receiveHead(bytes, into: request, limits)
            case .fixed(let total): return try unsafe receiveFixed(bytes, total, into: request, limits)
            case .chunked(let body): return try unsafe receiveChunked(bytes, body, into: request, limits)
            }
        } catch {
            return .refused(error)
        }
    }

    /// Gives back the memory of the request that was whole, and awaits the next one.
    mutating func finish() {
        pending.release()
        phase = .head
        isHead = false
    }

    private mutating func receiveHead(
        _ bytes: UnsafeRawBufferPointer, into request: Request, _ limits: Limits
    ) throws(RequestError) -> ReaderOutcome {
        let before = pending.count
        if before > 0 {
            let worthParsing = unsafe mayDecide(bytes, limits)
            unsafe pending.append(bytes)
            guard worthParsing else { return .incomplete }
        }
        let message = unsafe before > 0 ? pending.bytes : bytes
        defer { isHead = request.head.knowsMethod && request.head.method == .head }
        guard try unsafe request.parse(message, limits) == .complete else {
            if before == 0 { unsafe pending.append(bytes) }
            return .incomplete
        }
        headLength = request.head.length
        switch request.head.framing {
        case .none:
            unsafe request.attach(body: UnsafeRawBufferPointer(start: nil, count: 0))
            return .request(used: headLength - before)
        case .length(let count) where headLength + count <= message.count:
            unsafe request.attach(
                body: UnsafeRawBufferPointer(rebasing: message[headLength..<headLength + count]))
            return .request(used: headLength + count - before)
        case .length(let count):
            if before == 0 { unsafe pending.append(bytes, of: headLength + count) }
            phase = .fixed(total: headLength + count)
            return awaiting(request, sent: message.count > headLength)
        case .chunked:
            let head = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<(headLength - before)])
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[(headLength - before)...])
            if before == 0 {
                unsafe pending.append(head)
            } else {
                pending.removeLast(pending.count - headLength)
            }
            let outcome = try unsafe receiveChunked(rest, ChunkedBody(), into: request, limits)
            guard case .request(let used) = outcome else {
                return awaiting(request, sent: rest.count > 0)
            }
            return .request(used: head.count + used)
        }
    }

    /// Whether the new bytes can end a head or break its rules.
    ///
    /// If not, parsing again what is there would only give a peer that sends byte by byte a way to keep the
    /// loop busy. A line's end always decides; so does the beginning of a request line, the place where a
    /// target must have ended, and a head longer than all its limits together.
    private func mayDecide(_ bytes: UnsafeRawBufferPointer, _ limits: Limits) -> Bool {
        if unsafe pending.bytes.last == .carriageReturn { return true }
        let hasControl = unsafe bytes.contains { !$0.isFieldValue }
        let before = pending.count
        let after = before + bytes.count
        let slack = Method.tokenBytesMax + 16
        let headBytesMax = limits.targetBytesMax + limits.headerBytesMax + slack
        let targetMayHaveEnded = after > limits.targetBytesMax && before <= limits.targetBytesMax + slack
        return hasControl || before <= slack || targetMayHaveEnded || after > headBytesMax
    }

    private func awaiting(_ request: Request, sent someOfTheBody: Bool) -> ReaderOutcome {
        // RFC 9110 §10.1.1 — the interim answer may be left out once some of the body has arrived.
        request.head.expectsContinue && !someOfTheBody ? .awaitsBody : .incomplete
    }

    private mutating func receiveFixed(
        _ bytes: UnsafeRawBufferPointer, _ total: Int, into request: Request, _ limits: Limits
    ) throws(RequestError) -> ReaderOutcome {
        let used = min(total - pending.count, bytes.count)
        unsafe pending.append(UnsafeRawBufferPointer(rebasing: bytes[..<used]), of: total)
        guard pending.count == total else { return .incomplete }
        try attachPending(to: request, limits)
        return .request(used: used)
    }

    private mutating func receiveChunked(
        _ bytes: UnsafeRawBufferPointer, _ body: ChunkedBody, into request: Request, _ limits: Limits
    ) throws(RequestError) -> ReaderOutcome {
        var body = body
        let used = try unsafe body.decode(bytes, into: &pending, limits: limits)
        phase = .chunked(body)
        guard body.isDone else { return .incomplete }
        try attachPending(to: request, limits)
        return .request(used: used)
    }

    /// Shows the request whose bytes were gathered; other connections have used `request` in between.
    private func attachPending(to request: Request, _ limits: Limits) throws(RequestError) {
        let message = unsafe pending.bytes
        guard try unsafe request.parse(message, limits) == .complete else {
            fatalError("a head that was whole is no longer")
        }
        unsafe request.attach(body: UnsafeRawBufferPointer(rebasing: message[headLength...]))
    }
}
