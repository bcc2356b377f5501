/// The right to answer one request, exactly once; one that is dropped unanswered stops the process with a
/// message.
///
/// Safe by ticket: the pump outlives the handler's call, and refuses a ticket that is not the one it has
/// open.
@safe package struct Reply: ~Copyable {
    private let pump: Unmanaged<Pump>
    private let ticket: UInt64

    init(pump: Unmanaged<Pump>, ticket: UInt64) {
        unsafe self.pump = unsafe pump
        self.ticket = ticket
    }

    deinit { Self.droppedUnanswered() }

    private static func droppedUnanswered() { fatalError("a Reply was dropped without an answer") }

    /// Answers at once: the hot path.
    ///
    /// The server adds the status line, `Date`, `Content-Length` and `Connection`. For HEAD it leaves the
    /// body out and keeps its length; 204 and 304 have neither body nor length.
    ///
    /// - Parameter fields: Ready lines, each `name: value\r\n`; empty when there are none.
    package consuming func send(
        status: Status, fields: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer
    ) {
        let (pump, ticket) = unsafe (pump, ticket)
        discard self
        unsafe pump._withUnsafeGuaranteedRef { unsafe $0.answer(ticket, status, fields: fields, body: body) }
    }

    /// Answers at once with values, for cold paths; control bytes in field values become spaces.
    package consuming func send(_ response: Response) {
        let (pump, ticket) = unsafe (pump, ticket)
        discard self
        unsafe pump._withUnsafeGuaranteedRef { $0.answer(ticket, response) }
    }

    /// Puts the answer off; the connection's next pipelined request waits for it.
    package consuming func suspend() -> SuspendedReply {
        let (pump, ticket) = unsafe (pump, ticket)
        discard self
        return unsafe pump._withUnsafeGuaranteedRef { $0.suspend(ticket) }
    }
}
