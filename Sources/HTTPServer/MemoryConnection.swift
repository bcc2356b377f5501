import Glibc

/// A connection without a socket, for tests: bytes in, bytes out, through the same parsing and writing.
package final class MemoryConnection {
    private let pump: Pump
    private let connection: Connection

    /// How long `receive` waits for a suspended reply, in milliseconds, before it gives up.
    package static let waitMillisecondsMax: Int32 = 30_000

    /// A connection to the handler, under the configuration's limits and clock.
    ///
    /// - Parameter peerAddress: The peer's IP address in text form; anything else is none.
    package init(
        handler: any RequestHandler, configuration: ServerConfiguration = ServerConfiguration(),
        peerAddress: String = ""
    ) throws(ServerError) {
        pump = Pump(
            limits: configuration.limits, handler: handler, mailbox: try Mailbox(), counters: LoopCounters())
        pump.date.refresh(unixSeconds: configuration.clock.unixSeconds())
        connection = Connection(
            descriptor: -1, identifier: ConnectionID(slot: 0, generation: 0),
            peer: PeerAddress(peerAddress) ?? .none, now: 0)
    }

    /// Whether the server has closed the connection.
    package var isClosed: Bool { connection.closesAfterAnswer }

    /// Takes bytes as the peer would send them and returns what the server sends back.
    ///
    /// It waits for suspended replies. Several requests may be in the bytes, or a part of one.
    package func receive(_ bytes: [UInt8]) -> [UInt8] {
        var answer: [UInt8] = []
        var used = 0
        while true {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe used += pump.process(UnsafeRawBufferPointer(rebasing: bytes[used...]), of: connection)
            }
            pump.endTurn()
            if connection.isSuspended, !awaitDelivery() { break }
            unsafe answer.append(contentsOf: pump.output.bytes)
            pump.output.removeAll()
            if used == bytes.count || connection.closesAfterAnswer { break }
        }
        return answer
    }

    private func awaitDelivery() -> Bool {
        var poll = pollfd(fd: pump.mailbox.descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe Glibc.poll(&poll, 1, Self.waitMillisecondsMax) == 1 else { return false }
        for delivery in pump.mailbox.takeAll() { pump.deliver(delivery.response, on: connection) }
        return true
    }
}
