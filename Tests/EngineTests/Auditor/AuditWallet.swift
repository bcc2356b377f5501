/// The auditor's wallet: lots and entries in plain arrays, everything else summed from them when asked.
final class AuditWallet {
    struct Lot: Equatable {
        var id: Int
        var coins: Int64
        var left: Int64
        var isPending: Bool
        var availableAt: Int64
        /// Nil for never.
        var expires: Int64?
        var originalExpires: Int64?
        var earned: Int64
    }

    struct Entry: Equatable {
        var kind: String
        var coins: Int64
        var available: Int64
        var pending: Int64
        var at: Int64
        var reverses: Int?
    }

    private(set) var lots: [Lot] = []
    private(set) var entries: [Entry] = []
    /// What each debit took from which lots.
    private var taken: [Int: [(lot: Int, coins: Int64)]] = [:]
    /// What has come back of it.
    private var cameBack: [Int: [Int: Int64]] = [:]
    private(set) var available: Int64 = 0
    private(set) var pending: Int64 = 0
    private(set) var earned: Int64 = 0
    private(set) var spent: Int64 = 0
    private(set) var expired: Int64 = 0
    /// Coins that a floor let go: of which award, the newest entry and the time then, and what may still be taken.
    private var letGo: [(award: Int, newest: Int, at: Int64, coins: Int64)] = []
    var debt: Int64 { available < 0 ? -available : 0 }

    /// Writes an entry; answers its number.
    private func write(
        _ kind: String, available change: Int64, pending waiting: Int64, at time: Int64, reverses: Int? = nil
    )
        -> Int
    {
        available += change
        pending += waiting
        entries.append(
            Entry(
                kind: kind, coins: change + waiting, available: available, pending: pending, at: time,
                reverses: reverses))
        return entries.count
    }

    private func place(of lot: Int) -> Int {
        guard let place = lots.firstIndex(where: { $0.id == lot }) else {
            fatalError("the auditor has no lot \(lot)")
        }
        return place
    }

    func lot(_ id: Int) -> Lot { lots[place(of: id)] }

    @discardableResult
    func credit(
        _ coins: Int64, kind: String, at time: Int64, until release: Int64?, expires: Int64?,
        earned from: Int64
    ) -> Int {
        let repaid = release == nil ? min(debt, coins) : 0
        let number =
            release == nil
            ? write(kind, available: coins, pending: 0, at: time)
            : write(kind, available: 0, pending: coins, at: time)
        earned += coins
        lots.append(
            Lot(
                id: number, coins: coins, left: coins - repaid, isPending: release != nil,
                availableAt: release ?? time, expires: expires, originalExpires: expires, earned: from))
        return number
    }

    func release(_ id: Int, at time: Int64) {
        let place = place(of: id)
        let repaid = min(debt, lots[place].left)
        _ = write("release", available: lots[place].left, pending: -lots[place].left, at: time)
        lots[place].left -= repaid
        lots[place].isPending = false
    }

    /// Whole lots of one date leave together.
    func expire(at time: Int64) {
        let due = lots.indices.filter {
            !lots[$0].isPending && lots[$0].left > 0 && (lots[$0].expires ?? .max) <= time
        }
        let coins = due.reduce(0) { $0 + lots[$1].left }
        guard coins > 0 else { return }
        let number = write("expiry", available: -coins, pending: 0, at: time)
        expired += coins
        for place in due {
            taken[number, default: []].append((lots[place].id, lots[place].left))
            lots[place].left = 0
        }
    }

    /// Spends what the caller has found to be there.
    func spend(_ coins: Int64, kind: String, at time: Int64) -> Int {
        let number = write(kind, available: -coins, pending: 0, at: time)
        spent += coins
        let rest = take(coins, for: number)
        precondition(rest == 0, "the auditor's lots hold less than its wallet")
        return number
    }

    /// Soonest to expire first, those that never do last; then the earliest earned.
    private func take(_ coins: Int64, for number: Int) -> Int64 {
        var rest = coins
        let order = lots.indices.filter { !lots[$0].isPending && lots[$0].left > 0 }.sorted { left, right in
            let (a, b) = (lots[left], lots[right])
            if a.expires != b.expires { return (a.expires ?? .max) < (b.expires ?? .max) }
            return a.earned != b.earned ? a.earned < b.earned : a.id < b.id
        }
        for place in order where rest > 0 {
            let part = min(rest, lots[place].left)
            lots[place].left -= part
            taken[number, default: []].append((lots[place].id, part))
            rest -= part
        }
        return rest
    }

    /// Gives back all that is left of a debit, or a part of it: the part goes to the lots that lapse last.
    ///
    /// - Parameter grace: From a lot's original date to the end of its grace.
    func giveBack(_ debit: Int, coins wanted: Int64? = nil, at time: Int64, grace: (Int64) -> Int64) {
        var parts = (taken[debit] ?? []).sorted { $0.lot < $1.lot }
        for place in parts.indices { parts[place].coins -= cameBack[debit]?[parts[place].lot] ?? 0 }
        if var rest = wanted {
            let lasting = parts.indices.sorted { left, right in
                let (a, b) = (lot(parts[left].lot), lot(parts[right].lot))
                if a.originalExpires != b.originalExpires {
                    return (a.originalExpires ?? .max) > (b.originalExpires ?? .max)
                }
                return a.earned != b.earned ? a.earned > b.earned : a.id > b.id
            }
            for place in lasting {
                parts[place].coins = min(parts[place].coins, rest)
                rest -= parts[place].coins
            }
        }
        let coins = parts.reduce(0) { $0 + $1.coins }
        var repaid = min(debt, coins)
        _ = write("return", available: coins, pending: 0, at: time, reverses: debit)
        spent -= coins
        for part in parts where part.coins > 0 {
            let place = place(of: part.lot)
            let lost = min(repaid, part.coins)
            repaid -= lost
            cameBack[debit, default: [:]][part.lot, default: 0] += part.coins
            lots[place].left += part.coins - lost
            if let expires = lots[place].expires, let original = lots[place].originalExpires, expires <= time
            {
                lots[place].expires = max(expires, grace(original))
            }
        }
        takeWhatWasLetGo(parts, at: time)
    }

    /// Of coins that came home to lots which a takeback found spent, what the floor let go then.
    private func takeWhatWasLetGo(_ parts: [(lot: Int, coins: Int64)], at time: Int64) {
        var parts = parts
        for claim in letGo.indices {
            var coins: Int64 = 0
            let most = min(letGo[claim].coins, max(0, available))
            for place in parts.indices where parts[place].lot <= letGo[claim].newest {
                guard lot(parts[place].lot).availableAt <= letGo[claim].at else { continue }
                let part = min(parts[place].coins, most - coins)
                parts[place].coins -= part
                coins += part
            }
            guard coins > 0 else { continue }
            letGo[claim].coins -= coins
            let number = write(
                "clawback", available: -coins, pending: 0, at: time, reverses: letGo[claim].award)
            earned -= coins
            precondition(take(coins, for: number) == 0, "the auditor's lots hold less than came home")
        }
    }

    /// Coins of an award that have lapsed so far.
    func lapsed(of award: Int) -> Int64 {
        taken.filter { entries[$0.key - 1].kind == "expiry" }.values.joined()
            .filter { $0.lot == award }.reduce(0) { $0 + $1.coins }
    }

    /// Takes so much of an award back: what waits, then what is there or was spent, no lower than the floor. Answers what
    /// it took.
    func takeBack(_ coins: Int64, of award: Int, floor: Int64, at time: Int64) -> Int64 {
        let place = place(of: award)
        let waiting = lots[place].isPending ? min(coins, lots[place].left) : 0
        if waiting > 0 {
            _ = write("pending_cancelled", available: 0, pending: -waiting, at: time, reverses: award)
            earned -= waiting
            lots[place].left -= waiting
            if lots[place].left == 0 { lots[place].isPending = false }
        }
        let rest = min(coins - waiting, max(0, available + floor))
        defer {
            if waiting + rest < coins { letGo.append((award, entries.count, time, coins - waiting - rest)) }
        }
        guard rest > 0 else { return waiting }
        let number = write("clawback", available: -rest, pending: 0, at: time, reverses: award)
        earned -= rest
        let own = lots[place].isPending ? 0 : min(rest, lots[place].left)
        if own > 0 {
            lots[place].left -= own
            taken[number, default: []].append((award, own))
        }
        _ = take(rest - own, for: number)
        return waiting + rest
    }

    /// What the books must have at any time, whatever happened.
    func check() {
        let left = lots.filter { !$0.isPending }.reduce(0) { $0 + $1.left }
        precondition(
            left - debt == available && (debt == 0 || left == 0), "the auditor's own books are wrong")
        precondition(
            entries.reduce(0) { $0 + $1.coins } == available + pending, "the auditor's own sum is wrong")
    }
}
