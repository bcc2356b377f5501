import Model
import Store
import Synchronization

extension WhatIf {
    /// Customers that are read from one snapshot.
    static let pieceCustomers = 100

    /// Where the workers are, together.
    private struct Shared {
        var last = CustomerNumber(.min)
        var isAtEnd = false
        /// Whether no more is to be begun.
        var isStopped = false
        var result = WhatIfResult()
        var failure: (any Error)?
    }

    /// What the workers share, and the end of the second one.
    private final class SharedState: Sendable {
        let state = Mutex(Shared())
        let end = Waiting<Void>()
    }

    /// Runs it and waits: this thread is one of the two workers. Reads a few customers per snapshot, each wholly from one.
    ///
    /// - Parameters:
    ///   - isCancelled: Asked on this thread, between two pieces.
    ///   - progress: Told on this thread how many customers and orders all workers have done.
    /// - Returns: Nil when it was cancelled.
    package func run(
        on engine: Engine, isCancelled: () -> Bool = { false },
        progress: (_ customers: Int64, _ orders: Int64) -> Void
    ) throws -> WhatIfResult? {
        guard !isCancelled() else { return nil }
        let shared = SharedState()
        Thread.start(isLowPriority: true) { [self] in
            attempt(shared) { try work(shared, on: engine) { _, _ in } }
            shared.end.resume(.success(()))
        }
        var wasCancelled = false
        attempt(shared) {
            try work(shared, on: engine) { customers, orders in
                progress(customers, orders)
                wasCancelled = isCancelled()
                if wasCancelled { shared.state.withLock { $0.isStopped = true } }
            }
        }
        try shared.end.value()
        let state = shared.state.withLock { $0 }
        if let failure = state.failure { throw failure }
        guard !wasCancelled else { return nil }
        progress(state.result.customers, state.result.orders)
        return try named(state.result, on: engine)
    }

    /// A failure of one worker stops both.
    private func attempt(_ shared: SharedState, _ body: () throws -> Void) {
        do {
            try body()
        } catch {
            shared.state.withLock { state in
                state.isStopped = true
                if state.failure == nil { state.failure = error }
            }
        }
    }

    private func work(
        _ shared: SharedState, on engine: Engine, _ afterPiece: (Int64, Int64) -> Void
    ) throws {
        let reader = engine.store.makeFreshReader()
        defer { reader.release() }
        while true {
            let piece = try reader.readFresh { connection, _ -> WhatIfResult? in
                let members = try nextMembers(shared, on: connection)
                guard !members.isEmpty else { return nil }
                var piece = WhatIfResult()
                for member in members { try replay(member, into: &piece, on: connection) }
                return piece
            }
            guard let piece else { return }
            let (customers, orders) = shared.state.withLock { state in
                state.result.add(piece)
                return (state.result.customers, state.result.orders)
            }
            afterPiece(customers, orders)
        }
    }

    /// Takes the next piece of the book; none at its end.
    private func nextMembers(_ shared: SharedState, on connection: Connection) throws -> [MeasuredMember] {
        try shared.state.withLock { state in
            guard !state.isAtEnd, !state.isStopped else { return [] }
            let members = try connection.members(
                of: book.number, after: state.last, limit: Self.pieceCustomers)
            state.isAtEnd = members.count < Self.pieceCustomers
            state.last = members.last?.number ?? state.last
            return members
        }
    }

    private func replay(
        _ member: MeasuredMember, into result: inout WhatIfResult, on connection: Connection
    ) throws {
        result.customers += 1
        let orders = try connection.replayedOrders(of: member.number, in: book.number, through: now)
        guard !orders.isEmpty else {
            result.unchanged += 1
            return
        }
        let asks = orders.contains { $0.coinsDiscount == nil }
        let discounts = asks ? try connection.coinDiscounts(of: member.number, in: book.number) : [:]
        var replays = [
            Replay(current, createdAt: member.createdAt), Replay(draft, createdAt: member.createdAt),
        ]
        var coins: [Coins] = [0, 0]
        for order in orders {
            let amounts = order.amounts(discounts)
            let returned = try returned(of: order, on: connection)
            let isCompared = order.placedAt >= from
            if isCompared {
                result.orders += 1
                result.recordedCoins += order.recordedCoins
            }
            for index in replays.indices {
                let outcome = replays[index].add(order, amounts, after: returned)
                guard isCompared else { continue }
                coins[index] += outcome.coins
                if outcome.coins > 0, outcome.expiresAt > now { result.addOutstanding(outcome.coins, index) }
            }
        }
        result.currentCoins += coins[0]
        result.draftCoins += coins[1]
        result.add(
            WhatIfResult.Change(customer: member.number, id: "", current: coins[0], draft: coins[1]))
        let move = WhatIfResult.TierMove(
            from: replays[0].tierID(at: now), to: replays[1].tierID(at: now))
        if move.from != move.to { result.tierMoves[move, default: 0] += 1 }
    }

    private func returned(of order: ReplayedOrder, on connection: Connection) throws -> Returned {
        guard order.isRefunded, let id = OrderID(order.id) else { return .nothing }
        return try connection.refunds(of: id, in: book.number).reduce(Returned.nothing) {
            $0.adding($1.refund.returned)
        }
    }

    /// The result with the brand's ids of those whom it names.
    private func named(_ result: WhatIfResult, on engine: Engine) throws -> WhatIfResult {
        let reader = engine.store.makeFreshReader()
        defer { reader.release() }
        return try reader.readFresh { connection, _ in
            var named = result
            func name(_ change: WhatIfResult.Change) throws -> WhatIfResult.Change {
                var change = change
                change.id = try connection.customer(change.customer, in: book.number)?.id.text ?? ""
                return change
            }
            named.topWinners = try result.topWinners.map(name)
            named.topLosers = try result.topLosers.map(name)
            return named
        }
    }
}

extension ReplayedOrder {
    /// The amounts, with the coins' part as the shop says or as the books know it.
    fileprivate func amounts(_ discounts: [String: Int64]) -> OrderAmounts {
        guard coinsDiscount == nil else { return amounts }
        var known = amounts
        known.coinsDiscount = min(discounts[id] ?? 0, MoneyLimits.orderAmountMax)
        return known
    }
}

extension WhatIfResult {
    fileprivate mutating func addOutstanding(_ coins: Coins, _ index: Int) {
        if index == 0 { currentOutstanding += coins } else { draftOutstanding += coins }
    }
}
