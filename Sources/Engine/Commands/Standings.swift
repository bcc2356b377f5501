import Model
import Store

/// Moves a customer's tier when what it counts has changed (rules 9.1, 9.3).
///
/// Each time that a tier is reached, or made sure for longer, is kept as a move with its ground: the days that count
/// towards it, and the threshold that they came to. What counts later in the same window adds to the ground; refunds
/// subtract from it, because they count at the original date. While the ground holds, nothing that is sure is lost before
/// its validity and grace are over (rule 9.3). When a refund takes the ground away, the tier was never earned: the move is
/// withdrawn, and the customer stands where what is left of the ground puts it, or where it stood before. A lifetime
/// window has no validity, so there a tier follows refunds at once.
enum Standings {
    /// The standing, or a first one.
    static func standing(
        of customer: CustomerNumber, at instant: Instant, in context: CommandContext
    ) throws -> Standing {
        if let present = try context.connection.standing(of: customer, in: context.book.number) {
            return present
        }
        return Standing(
            tier: context.programme.tiers?.levels.first?.id ?? unranked, since: instant, validUntil: nil,
            lifetimeSpend: 0, orders: 0, updatedAt: context.now)
    }

    /// What a standing says while the programme has no tiers.
    static let unranked: TierID = {
        guard let id = TierID("unranked") else { fatalError("a literal tier id is sound") }
        return id
    }()

    /// Up at once, or sure for longer, after the metric has grown at an instant.
    static func reach(_ customer: CustomerNumber, at now: Instant, in context: CommandContext) throws {
        guard let settings = context.programme.tiers else { return }
        var standing = try standing(of: customer, at: now, in: context)
        let (snapshot, zone) = (context.snapshot, context.zone)
        let counted = try snapshot.counted(standing, of: customer, at: now, settings: settings)
        let place = snapshot.place(of: standing, counted: counted, settings: settings)
        let current = try snapshot.effective(place, standing, of: customer, at: now, settings: settings)
        let moved = TierRules.reaching(counted, from: current, at: now, settings: settings, zone: zone)
        guard moved != current else { return }
        // What arrives late may have reached a tier in its own time, but costs nobody what is sure today.
        if now < context.now {
            let today = try [moved, place].map {
                try snapshot.effective($0, standing, of: customer, at: context.now, settings: settings)
            }
            guard isBetter(today[0], than: today[1]) else { return }
        }
        let former = standing.place
        standing.set(moved, settings)
        standing.updatedAt = context.now
        let ground = TierRules.ground(reachedAt: now, settings: settings, zone: zone)
        let move = TierMove(
            reached: standing.place, reachedAt: now,
            former: former,
            metric: settings.metric, firstDay: ground.first, lastDay: ground.last,
            threshold: settings.levels[moved.index].threshold)
        try context.transaction.insert(move, of: customer, at: context.now, in: context.book.number)
        try context.transaction.put(standing, of: customer, in: context.book.number)
        try tell(standing, of: customer, from: settings.levels[current.index].id, in: context)
        if moved.index > current.index { try TierBonus.pay(for: moved, to: customer, settings, in: context) }
    }

    /// Up to what is reached by now, where that is higher; a tier that is held is not made sure for longer.
    static func rise(_ customer: CustomerNumber, in context: CommandContext) throws {
        guard let settings = context.programme.tiers,
            let standing = try context.connection.standing(of: customer, in: context.book.number)
        else { return }
        let snapshot = context.snapshot
        let counted = try snapshot.counted(standing, of: customer, at: context.now, settings: settings)
        let place = snapshot.place(of: standing, counted: counted, settings: settings)
        let current = try snapshot.effective(
            place, standing, of: customer, at: context.now, settings: settings)
        guard TierRules.index(reachedBy: counted, in: settings) > current.index else { return }
        try reach(customer, at: context.now, in: context)
    }

    /// Withdraws the moves whose ground is gone, after the metric has fallen somewhere in the past.
    static func correct(_ customer: CustomerNumber, in context: CommandContext) throws {
        guard let settings = context.programme.tiers else { return }
        let (connection, book) = (context.connection, context.book.number)
        guard var standing = try connection.standing(of: customer, in: book) else { return }
        let before = standing
        // Only what the standing rests on: a merge, or the first version of the books, left none.
        while let newest = try connection.newestMove(of: customer, in: book),
            newest.move.reached == standing.place
        {
            let move = newest.move
            let counted = try connection.counted(
                move.metric, of: customer, from: move.firstDay, through: move.lastDay, in: book)
            if counted >= move.threshold { break }
            try context.transaction.withdrawMove(newest.number, of: customer, in: book)
            standing.set(move.former)
            let place = context.snapshot.place(of: standing, counted: counted, settings: settings)
            let former = try context.snapshot.effective(
                place, standing, of: customer, at: move.reachedAt, settings: settings)
            guard let left = remaining(of: move, counted: counted, above: former, settings) else { continue }
            standing.set(left.reached)
            try context.transaction.insert(left, of: customer, at: context.now, in: book)
            break
        }
        try followLifetime(&standing, of: customer, settings, in: context)
        guard standing != before else { return }
        standing.updatedAt = context.now
        try context.transaction.put(standing, of: customer, in: book)
        try tell(standing, of: customer, from: before.tier, in: context)
    }

    /// Tells of a tier that a customer has now, if it had another one.
    ///
    /// - Parameter former: Where it stood; nil for nowhere.
    static func tell(
        _ standing: Standing, of customer: CustomerNumber, from former: TierID?, in context: CommandContext
    ) throws {
        guard context.programme.tiers != nil, standing.tier != former else { return }
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        if let former { json.member("former", former.text) }
        if let end = standing.validUntil { json.member("valid_until", end.milliseconds) }
        json.endObject()
        try context.transaction.record(
            .tierChanged, of: customer, standing.tier.text,
            detail: String(decoding: json.bytes, as: UTF8.self), in: context.book.number)
    }

    /// The move that what is left of a ground still makes: a lower tier, sure for as long; nil for none.
    private static func remaining(
        of move: TierMove, counted: Int64, above former: TierRules.Place, _ settings: TierSettings
    ) -> TierMove? {
        let reached = TierRules.index(reachedBy: counted, in: settings)
        guard move.metric == settings.metric, reached > 0, reached >= former.index,
            settings.levels[reached].id != move.reached.tier
        else { return nil }
        var left = move
        left.reached.tier = settings.levels[reached].id
        left.reached.since = reached == former.index ? former.since : move.reachedAt
        left.threshold = settings.levels[reached].threshold
        return left
    }

    /// A lifetime tier has no end of validity at which it could fall. One of which the books do not know the ground is
    /// never above what is counted.
    private static func followLifetime(
        _ standing: inout Standing, of customer: CustomerNumber, _ settings: TierSettings,
        in context: CommandContext
    ) throws {
        guard settings.window == .lifetime, let present = settings.index(of: standing.tier),
            try context.connection.newestMove(of: customer, in: context.book.number)?.move.reached
                != standing.place
        else { return }
        let counted = try context.snapshot.counted(
            standing, of: customer, at: context.now, settings: settings)
        let reached = TierRules.index(reachedBy: counted, in: settings)
        guard reached < present else { return }
        standing.set(TierRules.Place(index: reached, since: context.now, validUntil: nil), settings)
    }

    /// Whether a place is a higher tier than another, or the same one for at least as long.
    private static func isBetter(_ place: TierRules.Place, than other: TierRules.Place) -> Bool {
        if place.index != other.index { return place.index > other.index }
        return (place.validUntil ?? .never) >= (other.validUntil ?? .never)
    }
}

extension Standing {
    var place: TierMove.Place { TierMove.Place(tier: tier, since: since, validUntil: validUntil) }

    mutating func set(_ place: TierMove.Place) {
        (tier, since, validUntil) = (place.tier, place.since, place.validUntil)
    }

    mutating func set(_ place: TierRules.Place, _ settings: TierSettings) {
        (tier, since, validUntil) = (settings.levels[place.index].id, place.since, place.validUntil)
    }
}
