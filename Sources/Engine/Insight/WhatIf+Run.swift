import Model
import Store
import Synchronization

extension WhatIf {
    /// Threads of a run.
    static let workers = 2
    /// Customers that are read from one snapshot.
    static let pieceCustomers = 100

    /// Where the workers are, together.
    private struct Shared {
        var last = CustomerNumber(.min)
        var isAtEnd = false
        var running = workers
        var result = WhatIfResult()
        var failure: (any Error)?
    }

    /// Runs it and waits, for a thread of its own; reads a few customers per snapshot, each wholly from one.
    ///
    /// - Parameters:
    ///   - isCancelled: Asked between two pieces.
    ///   - progress: Told how many customers and orders a piece had.
    /// - Returns: Nil when it was cancelled.
    package func run(
        on engine: Engine, isCancelled: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (_ customers: Int64, _ orders: Int64) -> Void
    ) throws -> WhatIfResult? {
        let shared = SharedState(Shared())
        for _ in 0..<Self.workers {
            Thread.start(isLowPriority: true) { [self] in
                do {
                    try work(shared, on: engine, isCancelled, progress)
                } catch {
                    shared.state.withLock { if $0.failure == nil { $0.failure = error } }
                }
                shared.finish()
            }
        }
        shared.wait()
        let state = shared.state.withLock { $0 }
        if let failure = state.failure { throw failure }
        guard !isCancelled() else { return nil }
        return try named(state.result, on: engine)
    }

    /// What the workers share; the last one to finish wakes who waits.
    private final class SharedState: Sendable {
        let state: Mutex<Shared>
        private let end = Waiting<Void>()
        init(_ shared: Shared) { state = Mutex(shared) }

        func finish() {
            let left = state.withLock { state in
                state.running -= 1
                return state.running
            }
            if left == 0 { end.resume(.success(())) }
        }

        func wait() { _ = try? end.value() }
    }

    private func work(
        _ shared: SharedState, on engine: Engine, _ isCancelled: @Sendable () -> Bool,
        _ progress: @Sendable (Int64, Int64) -> Void
    ) throws {
        let reader = try engine.store.makeReader()
        defer { reader.release() }
        while !isCancelled(), shared.state.withLock({ $0.failure == nil }) {
            let piece = try reader.readFresh { connection, _ -> WhatIfResult? in
                let members = try nextMembers(shared, on: connection)
                guard !members.isEmpty else { return nil }
                var piece = WhatIfResult()
                for member in members { try replay(member, into: &piece, on: connection) }
                return piece
            }
            guard let piece else { return }
            shared.state.withLock { $0.result.add(piece) }
            progress(piece.customers, piece.orders)
        }
    }

    /// Takes the next piece of the book; none at its end.
    private func nextMembers(_ shared: SharedState, on connection: Connection) throws -> [MeasuredMember] {
        try shared.state.withLock { state in
            guard !state.isAtEnd else { return [] }
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
        let reader = try engine.store.makeReader()
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
