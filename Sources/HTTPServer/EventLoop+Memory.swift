import Glibc
import Synchronization

/// What connections keep between two turns, counted over all loops, and who gives it up when it is too much.
///
/// The one that has kept bytes the longest goes first: an honest peer sends a request, or takes an answer,
/// within moments, while one that means harm has to hold on to what it took.
extension EventLoop {
    /// Counts what the connection keeps now, and makes room if that is too much.
    func count(_ bytes: Int, of connection: Connection) {
        guard find(connection.identifier) != nil else { return }
        let slot = Int(connection.identifier.slot)
        if bytes == 0 { keeping.remove(slot) }
        if connection.countedBytes == 0 { keeping.append(slot) }
        let more = bytes - connection.countedBytes
        connection.countedBytes = bytes
        let total = shared.keptBytes.add(more, ordering: .relaxed).newValue
        if more > 0, total > limits.keptBytesMax { makeRoom(for: connection) }
    }

    /// Has connections give up what they keep until the rest is within the limit.
    ///
    /// The connection at hand goes last: alone it keeps no more than one request, or one answer.
    private func makeRoom(for connection: Connection) {
        while shared.keptBytes.load(ordering: .relaxed) > limits.keptBytesMax,
            let slot = keeping.oldest, slot != Int(connection.identifier.slot),
            let oldest = connections[slot]
        {
            control.counters.shed.increment()
            giveUp(oldest)
        }
    }

    /// Ends what the connection keeps bytes for.
    private func giveUp(_ connection: Connection) {
        if connection.isSuspended, connection.unsent.isEmpty {
            // The requests behind the one that is being answered; the peer may send them again (RFC 9112
            // §9.3.2).
            connection.answering.closes = true
            connection.held.release()
            settle(connection)
        } else if connection.isArriving, connection.unsent.isEmpty {
            pump.refuse(.noRoom, on: connection)
            resume(connection)
        } else {
            Socket.resetOnClose(connection.descriptor)
            close(connection)
        }
    }
}
