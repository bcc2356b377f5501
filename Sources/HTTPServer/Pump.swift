import Synchronization

/// The protocol side of a loop.
///
/// It takes bytes of a connection, hands whole requests to the handler, and gathers the answers' bytes. It
/// knows no socket; a loop, or a test, moves the bytes.
final class Pump {
    let limits: Limits
    let handler: any RequestHandler
    let mailbox: Mailbox
    let counters: LoopCounters
    /// The one request object of the loop.
    let request = Request()
    /// What the connection at hand is to be sent; whoever calls `process` sends it before the next
    /// connection's turn.
    var output = ByteBuffer()
    /// The `Date` field of this second.
    var date = DateLine()
    /// Whether every answer closes its connection.
    var isDraining = false
    /// Requests for which the handler has been called since the end of the last turn.
    private var handled = 0

    /// The connection whose request is being answered, and the ticket that its `Reply` holds.
    private var current: Connection?
    private var openTicket: UInt64 = 0
    private var lastTicket: UInt64 = 0

    /// Output bytes at which a connection's further pipelined requests wait for the next flush.
    static let outputBytesHighWater = 256 * 1_024

    /// Bytes of the output's memory that are kept for the next answers; a longer answer gives the rest back.
    static let outputBytesKept = 1_024 * 1_024

    init(limits: Limits, handler: any RequestHandler, mailbox: Mailbox, counters: LoopCounters) {
        self.limits = limits
        self.handler = handler
        self.mailbox = mailbox
        self.counters = counters
    }

    /// Answers the requests in the bytes, in order, and returns how many bytes were used.
    ///
    /// It stops early when an answer is put off, when the connection is to close, or when much output has
    /// gathered.
    func process(_ bytes: UnsafeRawBufferPointer, of connection: Connection) -> Int {
        var used = 0
        while used < bytes.count, connection.takesRequests, output.count < Self.outputBytesHighWater {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...])
            if !connection.isArriving, unsafe handler.recalls(rest) {
                used = bytes.count
                respondAgain(on: connection)
                continue
            }
            switch unsafe connection.reader.receive(rest, into: request, limits: limits) {
            case .incomplete:
                used = bytes.count
            case .awaitsBody:
                output.append("HTTP/1.1 100 Continue\r\n\r\n")
                used = bytes.count
            case .request(let taken):
                used += taken
                respond(on: connection)
            case .refused(let error):
                used = bytes.count
                refuse(error, on: connection)
            }
        }
        return used
    }

    /// Has the handler answer for a request that could not be formed; the connection closes after the answer.
    func refuse(_ error: RequestError, on connection: Connection) {
        counters.protocolErrors.increment()
        connection.answering = Answering(
            isHead: connection.reader.isHead, minorVersion: 1, closes: true)
        call(on: connection) { reply in handler.refuse(error, with: reply) }
        connection.reader.finish()
    }

    /// Writes an answer that was put off.
    func deliver(_ response: Response, on connection: Connection) {
        guard connection.isSuspended else { fatalError("an answer came for a connection that awaits none") }
        connection.isSuspended = false
        write(response, on: connection)
    }

    private func respond(on connection: Connection) {
        let isLast = countRequest(on: connection)
        connection.answering = Answering(
            isHead: request.head.method == .head, minorVersion: request.head.minorVersion,
            closes: !request.head.keepsAlive || isLast)
        request.peer = connection.peer
        call(on: connection) { reply in handler.respond(to: request, with: reply) }
        connection.reader.finish()
    }

    /// Has the handler answer bytes that it recalls. Their head is a repeatable one: nothing else about it decides how the
    /// answer is written.
    private func respondAgain(on connection: Connection) {
        let isLast = countRequest(on: connection)
        connection.answering = Answering(isHead: false, minorVersion: 1, closes: isLast)
        call(on: connection) { reply in handler.answerAgain(with: reply) }
    }

    /// Counts a whole request, and tells whether it is the last that its connection may bring.
    private func countRequest(on connection: Connection) -> Bool {
        counters.requests.increment()
        connection.requests += 1
        return limits.requestsPerConnectionMax > 0 && connection.requests >= limits.requestsPerConnectionMax
    }

    /// Tells the handler that the turn has ended, if it was called in it.
    func endTurn() {
        guard handled > 0 else { return }
        defer { handled = 0 }
        handler.turnEnded(handled: handled)
    }

    private func call(on connection: Connection, _ body: (consuming Reply) -> Void) {
        handled += 1
        lastTicket += 1
        openTicket = lastTicket
        current = connection
        unsafe body(Reply(pump: Unmanaged.passUnretained(self), ticket: lastTicket))
        current = nil
        guard openTicket == 0 else {
            fatalError("a handler kept its Reply instead of answering or suspending")
        }
    }

    /// The connection that the ticket may answer; it may be asked once.
    private func take(_ ticket: UInt64) -> Connection {
        guard ticket == openTicket, let current else {
            fatalError("a Reply was used after its handler had returned")
        }
        openTicket = 0
        return current
    }
}

/// What a `Reply` does.
extension Pump {
    func answer(
        _ ticket: UInt64, _ status: Status, fields: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer
    ) {
        unsafe write(status, fields: fields, body: body, on: take(ticket))
    }

    func answer(_ ticket: UInt64, _ response: Response) {
        write(response, on: take(ticket))
    }

    func suspend(_ ticket: UInt64) -> SuspendedReply {
        let connection = take(ticket)
        connection.isSuspended = true
        return SuspendedReply(mailbox: mailbox, connection: connection.identifier)
    }
}
