package import Model
internal import Store
internal import Synchronization

// The books as they were. What is shown is what was recorded at or before the instant, by the programme version that
// was in force; and, because anybody who had read then would have seen it (rule 4.6), what had fallen due by the
// instant even where the service wrote it later: coins that had lapsed are never shown as available.

extension Snapshot {
    /// The same books at an instant of the past.
    ///
    /// In the sandbox, whose clock runs ahead, versions are found as if the clock had always been as far ahead as it
    /// is now.
    ///
    /// - Throws: ``InvalidInput`` for an instant in the future; ``Refusal/customerNotFound`` for one before the
    ///   customer was known; ``SettlementDue`` when something has fallen due since and is not yet written.
    package func past(_ instant: Instant, of customer: Customer) throws -> Snapshot {
        guard instant <= now else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.appending("as_of", to: "#/query"), code: FieldCode.outOfRange,
                    detail: "as_of must not lie in the future: it is \(now.rfc3339) now."))
        }
        guard instant >= customer.createdAt else { throw Refusal.customerNotFound }
        // What fell due is in the entries once it is written, and only then does the past have it.
        for wallet in Wallet.allCases { _ = try settledRow(wallet, of: customer) }
        let published = instant.adding(milliseconds: -book.clockOffsetMilliseconds)
        return Snapshot(
            book: book, version: try version(publishedBy: published), now: instant, connection: connection,
            asOf: instant)
    }

    /// The programme version that was in force.
    private func version(publishedBy instant: Instant) throws -> ProgrammeVersion {
        guard version.publishedAt > instant,
            let stored = try connection.programme(of: book.brand, publishedBy: instant),
            stored.version != version.number
        else { return version }
        return ProgrammeVersion(
            number: stored.version, programme: try PastProgrammes.programme(stored.document),
            publishedAt: stored.publishedAt)
    }

    /// A wallet as it stood at an instant.
    func pastRow(_ wallet: Wallet, of customer: Customer, at instant: Instant) throws -> WalletRow {
        let sequence = try pastSequence(of: wallet, customer, at: instant)
        let row = try connection.wallet(wallet, of: customer.number, in: book.number, after: sequence)
        if let row { return row }
        var empty = WalletRow()
        empty.updatedAt = customer.createdAt
        return empty
    }

    private func pastSequence(of wallet: Wallet, _ customer: Customer, at instant: Instant) throws -> Int64 {
        let recorded = try connection.newestSequence(
            of: customer.number, wallet: wallet, in: book.number, recordedBy: instant)
        return try connection.settledSequence(
            after: recorded, of: customer.number, wallet: wallet, in: book.number, dueBy: instant)
    }

    /// The place before which the history that is shown begins; nil for the present.
    func pastEnd(of wallet: Wallet, _ customer: Customer) throws -> Int64? {
        guard let asOf else { return nil }
        return try pastSequence(of: wallet, customer, at: asOf) + 1
    }

    /// The releases and expiries that lay ahead then, soonest first.
    func pastDates(
        of row: WalletRow, _ wallet: Wallet, _ customer: Customer
    ) throws -> (releases: [DatedCoins], expiries: [DatedCoins]) {
        let lots = try connection.openLots(
            of: customer.number, wallet: wallet, in: book.number, after: row.sequence)
        let pending = lots.filter { $0.isPending && $0.availableAt > now }
        let lapsing = lots.filter {
            !$0.isPending && $0.remaining > $0.held && $0.expiresAt > now && $0.expiresAt != .never
        }
        return (
            Self.dated(pending.map { ($0.availableAt, $0.remaining) }),
            Self.dated(lapsing.map { ($0.expiresAt, $0.remaining - $0.held) })
        )
    }

    private static func dated(_ parts: [(at: Instant, coins: Coins)]) -> [DatedCoins] {
        let sums = parts.reduce(into: [:]) { $0[$1.at, default: 0] += $1.coins }
        return sums.sorted { $0.key < $1.key }.prefix(FactLimits.upcomingMax).map {
            DatedCoins(coins: $0.value, at: $0.key)
        }
    }

    /// The standing that a customer has, or had.
    func standing(of customer: CustomerNumber) throws -> Standing? {
        guard let asOf else { return try connection.standing(of: customer, in: book.number) }
        return try connection.standing(of: customer, in: book.number, recordedBy: asOf)?.standing
    }

    /// Net spend and orders on the local days of a range, as they counted at the instant of this snapshot.
    func pastOrderCounts(
        of customer: CustomerNumber, from first: LocalDate, through last: LocalDate, at instant: Instant
    ) throws -> (spend: Int64, orders: Int64) {
        let change = try connection.standing(of: customer, in: book.number, recordedBy: instant)
        return try connection.orderCounts(
            of: customer, from: first, through: last, in: book.number, afterChange: change?.number ?? 0)
    }
}

/// Lots with coins left in them.
extension Snapshot {
    /// A page of the lots of a wallet that have coins left, newest first; pending ones included.
    ///
    /// - Throws: ``SettlementDue``; ``Refusal/lotsNotRecorded`` for an instant before the books kept what lots held.
    package func openLots(of customer: Customer, wallet: Wallet, page: PageRequest) throws -> Page<Lot> {
        let row = try settledRow(wallet, of: customer)
        let lots = try connection.openLots(
            of: customer.number, wallet: wallet, in: book.number, after: row.sequence)
        // Rule 3.2, held against what was rebuilt: lots that do not add up to the entries are shown to nobody.
        let left = lots.reduce(Int128(0)) { $0 + Int128($1.remaining) } - Int128(max(0, -row.available))
        guard left == Int128(row.available) + Int128(row.pending) + Int128(row.held) else {
            throw asOf == nil
                ? Quarantined(
                    customer: customer.number, reason: "the lots hold other sums than the wallet says")
                    as any Error
                : Refusal.lotsNotRecorded
        }
        let shown = lots.filter { lot in page.before.map { lot.sequence < $0 } ?? true }
        return Page(Array(shown.prefix(page.limit + 1)), limit: page.limit) { $0.sequence }
    }
}

/// Programme versions of the past, parsed once each while they are asked for.
private enum PastProgrammes {
    /// Versions kept; beyond it all are forgotten.
    static let keptMax = 16
    private static let kept = Mutex<[String: Programme]>([:])

    static func programme(_ document: String) throws -> Programme {
        if let known = kept.withLock({ $0[document] }) { return known }
        let parsed = try Programme(parsing: Array(document.utf8))
        kept.withLock { programmes in
            if programmes.count >= keptMax { programmes.removeAll() }
            programmes[document] = parsed
        }
        return parsed
    }
}
