import CLinux
import Glibc
import Synchronization

/// New connections.
extension EventLoop {
    /// Connections accepted per turn at most, so that a flood does not starve those that are open.
    static let acceptsPerTurnMax = 128

    /// Accepts what is queued.
    func acceptAll(max: Int = EventLoop.acceptsPerTurnMax) {
        guard listener >= 0 else { return }
        for _ in 0..<max {
            var address = sockaddr_in6()
            let descriptor = unsafe loyaltyAccept(listener, &address)
            if descriptor >= 0 {
                admit(descriptor, PeerAddress(address))
                guard refusals < limits.refusalsPerTickMax else { return pauseListener() }
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // The kernel looks for a descriptor before it looks at the queue: an empty one needs no room.
                guard Socket.isReadable(listener) else { return }
                guard makeRoomForDescriptor() else { return pauseListener() }
            default: return
            }
        }
    }

    private func admit(_ descriptor: Int32, _ peer: PeerAddress) {
        if shared.connectionsOpen.load(ordering: .relaxed) >= limits.connectionsMax, !closeOldestIdle() {
            control.counters.shed.increment()
            Glibc.close(descriptor)
            refusals += 1
            return
        }
        let slot = freeSlots.popLast() ?? addSlot()
        let identifier = ConnectionID(slot: UInt32(slot), generation: generations[slot])
        let connection = Connection(descriptor: descriptor, identifier: identifier, peer: peer, now: now)
        connections[slot] = connection
        open += 1
        shared.connectionsOpen.add(1, ordering: .relaxed)
        control.counters.accepted.increment()
        idle.append(slot)
        // Edge-triggered: one system call for the life of the connection, whatever it waits for.
        let events = loyaltyReadable | loyaltyWritable | loyaltyPeerFinished | loyaltyEdgeTriggered
        loyaltyWatch(epoll, loyaltyWatchAdd, descriptor, events, identifier.packed)
    }

    private func addSlot() -> Int {
        connections.append(nil)
        generations.append(0)
        return connections.count - 1
    }

    /// Closes the connection that has been idle the longest; false when none is idle.
    func closeOldestIdle() -> Bool {
        guard let slot = idle.oldest, let connection = connections[slot] else { return false }
        control.counters.shed.increment()
        close(connection)
        return true
    }

    /// Gives up a descriptor when there are none left.
    ///
    /// Without an idle connection, the one at hand is accepted with the reserve and closed, so that the peer
    /// knows and the loop does not spin on a queue that it cannot shorten.
    private func makeRoomForDescriptor() -> Bool {
        if closeOldestIdle() { return true }
        guard reserve >= 0 else { return false }
        Glibc.close(reserve)
        var address = sockaddr_in6()
        let descriptor = unsafe loyaltyAccept(listener, &address)
        if descriptor >= 0 {
            control.counters.shed.increment()
            Glibc.close(descriptor)
            refusals += 1
        }
        reserve = unsafe Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
        return descriptor >= 0 && refusals < limits.refusalsPerTickMax
    }

    /// Leaves the queue alone until the next tick.
    private func pauseListener() {
        isListenerPaused = true
        loyaltyWatch(epoll, loyaltyWatchChange, listener, 0, UInt64.max)
    }

    /// Looks at the queue again.
    func resumeListener() {
        refusals = 0
        guard isListenerPaused else { return }
        isListenerPaused = false
        guard listener >= 0 else { return }
        loyaltyWatch(epoll, loyaltyWatchChange, listener, loyaltyReadable, UInt64.max)
    }
}
