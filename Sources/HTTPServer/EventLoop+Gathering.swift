/// The end of an answer among those gathered, and whose it is.
struct GatheredAnswer {
    let connection: ConnectionID
    /// Bytes of the pump's output up to its end.
    let end: Int
}

/// Answers of several connections, sent one after the other.
///
/// A peer that sleeps has to be woken for an answer, and one that has many connections, as a proxy does, sleeps again before
/// the next answer is made. With a few of them at a time it is woken once for all.
extension EventLoop {
    /// Answers that are gathered at most: the first of them waits until the others are made.
    static let gatheredMax = 4

    /// Bytes of answers at which they are sent.
    static let gatheredBytesMax = 64 * 1_024

    /// Bytes at the beginning of the pump's output that are gathered answers; what comes after them is for the connection at
    /// hand.
    var gatheredBytes: Int { gathered.last?.end ?? 0 }

    /// Whether nothing is left to do for the connection but to send it a whole answer.
    func canGather(from connection: Connection) -> Bool {
        pump.output.count > gatheredBytes && connection.unsent.isEmpty && connection.takesRequests
            && !connection.isArriving && !connection.mayHaveMore && !connection.peerFinished
            && !pump.isDraining
    }

    /// Leaves the answer to the connection at hand in the pump's output, until a few can be sent together or the turn ends.
    func gather(from connection: Connection) {
        // First: whatever else is sent while the connection settles is not its answer.
        gathered.append(GatheredAnswer(connection: connection.identifier, end: pump.output.count))
        settle(connection)
        if gathered.count == Self.gatheredMax || gatheredBytes >= Self.gatheredBytesMax { sendGathered() }
    }

    /// Sends the gathered answers to those connections that are still open.
    func sendGathered() {
        guard !gathered.isEmpty else { return }
        var start = 0
        for answer in gathered {
            let range = start..<answer.end
            start = answer.end
            guard let connection = find(answer.connection) else { continue }
            let isOpen = unsafe send(
                UnsafeRawBufferPointer(rebasing: pump.output.bytes[range]), to: connection)
            if isOpen, !connection.unsent.isEmpty { settle(connection) }
        }
        gathered.removeAll(keepingCapacity: true)
        forgetOutput(start)
    }

    /// Forgets the last bytes of the pump's output, and gives back memory that only a long answer needed.
    func forgetOutput(_ count: Int) {
        pump.output.removeLast(count)
        if pump.output.isEmpty { pump.output.removeAll(keepingAtMost: Pump.outputBytesKept) }
    }
}
