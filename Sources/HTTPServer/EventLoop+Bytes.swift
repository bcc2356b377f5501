import CLinux
import Glibc
import Synchronization

/// Bytes in and out of connections. After each of the entry points (`read`, `resume`) the connection has come
/// to rest: it waits for the peer, for a suspended reply or for its turn, or it is closed.
extension EventLoop {
    /// Receives once and acts on the bytes; what may be left waits for the next turn, so that one busy peer
    /// does not starve the others.
    func read(_ connection: Connection) {
        if connection.phase == .lingering { return discard(connection) }
        connection.mayHaveMore = true
        guard connection.takesBytes else { return }
        switch unsafe Socket.receive(connection.descriptor, into: received) {
        case .bytes(0):
            connection.mayHaveMore = false
            connection.peerFinished = true
            settle(connection)
        case .bytes(let count):
            // A short read has emptied the socket (epoll(7)); only the peer's end may still be behind it.
            connection.mayHaveMore = count == Self.receiveBytes || connection.sawHangUp
            unsafe use(UnsafeRawBufferPointer(rebasing: received[..<count]), of: connection)
        case .wouldBlock:
            connection.mayHaveMore = false
            settle(connection)
        case .broken:
            close(connection)
        }
    }

    /// Hands received bytes to the pump, and keeps what it cannot use yet.
    private func use(_ bytes: UnsafeRawBufferPointer, of connection: Connection) {
        var used = 0
        repeat {
            unsafe used += pump.process(UnsafeRawBufferPointer(rebasing: bytes[used...]), of: connection)
            if used == bytes.count, canGather(from: connection) { return gather(from: connection) }
            guard flush(connection) else { return }
        } while used < bytes.count && connection.takesRequests && connection.unsent.isEmpty
        if used < bytes.count, !connection.closesAfterAnswer {
            unsafe connection.held.append(UnsafeRawBufferPointer(rebasing: bytes[used...]))
        }
        settle(connection)
    }

    /// Goes on after an answer was delivered or the peer took bytes: sends, then handles what was held back.
    func resume(_ connection: Connection) {
        guard flush(connection) else { return }
        while !connection.held.isEmpty, connection.takesRequests, connection.unsent.isEmpty {
            let used = unsafe pump.process(connection.held.bytes, of: connection)
            connection.held.removeFirst(used)
            guard flush(connection) else { return }
        }
        if connection.held.isEmpty { connection.held.release() }
        settle(connection)
    }

    /// Sends what the pump has written for this connection, after what is still unsent; false when the connection broke
    /// and is closed.
    private func flush(_ connection: Connection) -> Bool {
        let count = pump.output.count - gatheredBytes
        guard count > 0 else { return flushUnsent(connection) }
        defer { forgetOutput(count) }
        return unsafe send(
            UnsafeRawBufferPointer(rebasing: pump.output.bytes[gatheredBytes...]), to: connection)
    }

    /// Sends the bytes, after what is still unsent, and keeps what the peer does not take; false when the connection broke
    /// and is closed.
    func send(_ bytes: UnsafeRawBufferPointer, to connection: Connection) -> Bool {
        guard connection.unsent.isEmpty else {
            unsafe connection.unsent.append(bytes)
            return flushUnsent(connection)
        }
        var sent = 0
        switch unsafe Socket.send(connection.descriptor, bytes) {
        case .bytes(bytes.count): return true
        case .bytes(let count): sent = count
        case .wouldBlock: break
        case .broken:
            close(connection)
            return false
        }
        unsafe connection.unsent.append(
            UnsafeRawBufferPointer(rebasing: bytes[sent...]), of: bytes.count - sent)
        return true
    }

    private func flushUnsent(_ connection: Connection) -> Bool {
        while !connection.unsent.isEmpty {
            switch unsafe Socket.send(connection.descriptor, connection.unsent.bytes) {
            case .bytes(let sent):
                connection.unsent.removeFirst(sent)
                connection.phaseBytes += sent
            case .wouldBlock:
                return true
            case .broken:
                close(connection)
                return false
            }
        }
        connection.unsent.release()
        return true
    }

    /// Sees what the connection waits for now, and ends it when that is nothing.
    func settle(_ connection: Connection) {
        rest(connection)
        let keptBytes = connection.keptBytes
        if keptBytes != connection.countedBytes { count(keptBytes, of: connection) }
    }

    private func rest(_ connection: Connection) {
        if connection.unsent.isEmpty, !connection.isSuspended {
            if connection.closesAfterAnswer { return linger(connection) }
            if connection.held.isEmpty, !connection.mayHaveMore {
                let isOver = connection.peerFinished || (pump.isDraining && !connection.isArriving)
                if isOver { return close(connection) }
            }
        }
        if connection.mayHaveMore, connection.takesBytes, !connection.isQueued {
            connection.isQueued = true
            ready.append(connection.identifier)
        }
        enterPhase(of: connection)
    }

    private func enterPhase(of connection: Connection) {
        let phase: ConnectionPhase =
            if !connection.unsent.isEmpty {
                .writing
            } else if connection.isSuspended {
                .suspended
            } else if connection.reader.isInHead {
                .head
            } else if connection.reader.isInBody {
                .body
            } else {
                .idle
            }
        let hasProgressed =
            connection.requests != connection.requestsSeen
            || (phase == .writing && connection.phaseBytes >= limits.writeProgressBytes)
        guard phase != connection.phase || hasProgressed else { return }
        connection.requestsSeen = connection.requests
        connection.phase = phase
        connection.phaseBegan = now
        connection.phaseBytes = 0
        let slot = Int(connection.identifier.slot)
        if phase == .idle { idle.append(slot) } else { idle.remove(slot) }
    }

    /// Ends our side and discards what still comes until the peer ends its own: closing at once would reset
    /// the connection, and the peer might lose the answer (RFC 9112 §9.6).
    private func linger(_ connection: Connection) {
        guard !connection.peerFinished, connection.phase != .lingering else { return close(connection) }
        shutdown(connection.descriptor, loyaltyShutdownWriting)
        connection.held.release()
        connection.phase = .lingering
        connection.phaseBegan = now
        connection.phaseBytes = 0
        idle.remove(Int(connection.identifier.slot))
        discard(connection)
    }

    private func discard(_ connection: Connection) {
        while connection.phaseBytes <= limits.lingerBytesMax {
            switch unsafe Socket.receive(connection.descriptor, into: received) {
            case .bytes(let count) where count > 0: connection.phaseBytes += count
            case .wouldBlock: return
            case .bytes, .broken: return close(connection)
            }
        }
        close(connection)
    }

    /// Closes the connection and forgets it; its name is never used again.
    func close(_ connection: Connection) {
        let slot = Int(connection.identifier.slot)
        guard find(connection.identifier) != nil else { return }
        Glibc.close(connection.descriptor)
        connections[slot] = nil
        generations[slot] &+= 1
        freeSlots.append(slot)
        idle.remove(slot)
        keeping.remove(slot)
        if connection.countedBytes > 0 {
            shared.keptBytes.subtract(connection.countedBytes, ordering: .relaxed)
            connection.countedBytes = 0
        }
        open -= 1
        shared.connectionsOpen.subtract(1, ordering: .relaxed)
    }
}
