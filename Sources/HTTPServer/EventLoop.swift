import CLinux
import Glibc
import Synchronization

/// One loop: a thread's epoll set, listening socket, connections and buffers.
///
/// Everything here runs on that thread. Safe by ownership: the receive buffer and the event buffer are the
/// loop's alone, and freed with it.
@safe final class EventLoop {
    let control: LoopControl
    let shared: SharedLoad
    let clock: ServerClock
    let limits: Limits
    let pump: Pump

    let epoll: Int32
    /// -1 once the loop accepts no more.
    var listener: Int32
    /// A descriptor to give up when there are none left, so that a connection can be accepted and closed.
    var reserve: Int32
    var isListenerPaused = false

    var connections: [Connection?] = []
    var generations: [UInt32] = []
    var freeSlots: [Int] = []
    var open = 0
    var idle = SlotList()
    /// Connections that keep bytes, the one that has kept some the longest first.
    var keeping = SlotList()
    /// Connections closed unheard since the last tick.
    var refusals = 0
    /// Connections that may have more to read without epoll saying so again.
    var ready: [ConnectionID] = []
    /// Whose answers the pump's output begins with, in their order there.
    var gathered: [GatheredAnswer] = []

    /// Milliseconds of the monotonic clock at the beginning of this turn.
    var now: Int64
    private var lastSweep: Int64

    let received: UnsafeMutableRawBufferPointer
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// Bytes that are received at a time.
    static let receiveBytes = 64 * 1_024
    /// Events that are taken at a time.
    static let eventsPerTurnMax = 256
    /// How often deadlines are looked at, in milliseconds: what they may be late by.
    static let tickMilliseconds: Int64 = 500

    private static let listenerData = UInt64.max
    private static let mailboxData = UInt64.max - 1

    init(
        listener: Int32, epoll: Int32, control: LoopControl, shared: SharedLoad,
        configuration: ServerConfiguration, handler: any RequestHandler
    ) {
        self.listener = listener
        self.epoll = epoll
        self.control = control
        self.shared = shared
        clock = configuration.clock
        limits = configuration.limits
        pump = Pump(
            limits: configuration.limits, handler: handler, mailbox: control.mailbox,
            counters: control.counters)
        reserve = unsafe Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
        now = configuration.clock.monotonicMilliseconds()
        lastSweep = now
        unsafe received = .allocate(byteCount: Self.receiveBytes, alignment: 16)
        unsafe events = .allocate(capacity: Self.eventsPerTurnMax)
        loyaltyWatch(epoll, loyaltyWatchAdd, listener, loyaltyReadable, Self.listenerData)
        loyaltyWatch(epoll, loyaltyWatchAdd, control.mailbox.descriptor, loyaltyReadable, Self.mailboxData)
    }

    deinit {
        unsafe received.deallocate()
        unsafe events.deallocate()
        Glibc.close(epoll)
        if reserve >= 0 { Glibc.close(reserve) }
    }

    /// Turns until a drain has ended.
    func run() {
        while !isFinished { turn() }
        for connection in connections { if let connection { cutOff(connection) } }
        if listener >= 0 { Glibc.close(listener) }
    }

    /// Waits for events and acts on them; what is needed once per turn happens here, not per request.
    private func turn() {
        let count = unsafe epoll_wait(
            epoll, events.baseAddress, Int32(Self.eventsPerTurnMax), waitMilliseconds)
        now = clock.monotonicMilliseconds()
        pump.date.refresh(unixSeconds: clock.unixSeconds())
        let again = ready
        if !again.isEmpty { ready.removeAll(keepingCapacity: true) }
        for index in 0..<max(0, Int(count)) { unsafe dispatch(events[index]) }
        for identifier in again {
            guard let connection = find(identifier) else { continue }
            connection.isQueued = false
            if connection.mayHaveMore { read(connection) }
        }
        sendGathered()
        if control.drainDeadline.load(ordering: .acquiring) != LoopControl.notDraining { beginDrain() }
        if now - lastSweep >= Self.tickMilliseconds {
            lastSweep = now
            sweep()
        }
        pump.endTurn()
    }

    private var waitMilliseconds: Int32 {
        if !ready.isEmpty { return 0 }
        // Without a connection there is no deadline, and an idle service need not wake up.
        return open == 0 && !isListenerPaused ? -1 : Int32(Self.tickMilliseconds)
    }

    private func dispatch(_ event: epoll_event) {
        switch unsafe event.data.u64 {
        case Self.listenerData:
            // Connections that are still to be sent an answer may otherwise be closed as idle ones.
            sendGathered()
            acceptAll()
        case Self.mailboxData: deliverAll()
        case let data:
            guard let connection = find(ConnectionID(packed: data)) else { return }
            happened(unsafe event.events, on: connection)
        }
    }

    private func happened(_ what: UInt32, on connection: Connection) {
        // Both directions are gone, or the peer has reset: nobody is left to answer.
        guard what & (loyaltyBroken | loyaltyHungUp) == 0 else { return close(connection) }
        if what & loyaltyPeerFinished != 0 { connection.sawHangUp = true }
        if what & loyaltyWritable != 0, !connection.unsent.isEmpty {
            resume(connection)
            guard find(connection.identifier) != nil else { return }
        }
        if what & (loyaltyReadable | loyaltyPeerFinished) != 0 { read(connection) }
    }

    private func deliverAll() {
        for delivery in control.mailbox.takeAll() {
            guard let connection = find(delivery.connection) else { continue }
            pump.deliver(delivery.response, on: connection)
            resume(connection)
        }
    }

    /// The open connection of that name.
    func find(_ identifier: ConnectionID) -> Connection? {
        let slot = Int(identifier.slot)
        guard slot < connections.count, generations[slot] == identifier.generation else { return nil }
        return connections[slot]
    }
}
