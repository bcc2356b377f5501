import Engine
import Model

/// What the auditor is told of a command: `[code, [number, …], state]`, where state is
/// `[[available, pending, held, earned, spent, expired], [[coins, at] of releases], [… of expiries], tier, [… of credits]]`
/// and tier is `[index, metric, to next, to keep, percent, valid until]` or null. A refusal has no state.
enum DriveReply {
    /// The answer of a command that was done.
    static func done(
        _ code: String, _ numbers: [Int64], of customer: Customer, in context: CommandContext
    ) throws -> [UInt8] {
        try Settle.run(customer.number, in: context)
        var json = JSONWriter(capacity: 256)
        json.beginArray()
        json.string(code)
        json.beginArray()
        for number in numbers { json.integer(number) }
        json.endArray()
        try writeState(of: customer, in: context, to: &json)
        json.endArray()
        return json.bytes
    }

    private static func writeState(
        of customer: Customer, in context: CommandContext, to json: inout JSONWriter
    ) throws {
        let coins = try context.snapshot.wallet(.coins, of: customer)
        let credits = try context.snapshot.wallet(.credits, of: customer)
        json.beginArray()
        json.beginArray()
        for part in [
            coins.available, coins.pending, coins.held, coins.lifetimeEarned, coins.lifetimeSpent,
            coins.lifetimeExpired,
        ] { json.integer(part) }
        json.endArray()
        write(coins.releases, to: &json)
        write(coins.expiries, to: &json)
        write(try context.snapshot.tier(of: customer), to: &json)
        json.beginArray()
        for part in [credits.available, credits.pending, credits.held] { json.integer(part) }
        json.endArray()
        json.endArray()
    }

    private static func write(_ dated: [DatedCoins], to json: inout JSONWriter) {
        json.beginArray()
        for one in dated {
            json.beginArray()
            json.integer(one.coins)
            json.integer(one.at.milliseconds)
            json.endArray()
        }
        json.endArray()
    }

    private static func write(_ tier: TierFacts?, to json: inout JSONWriter) {
        guard let tier else { return json.null() }
        json.beginArray()
        json.integer(tier.currentIndex)
        json.integer(tier.counted)
        json.integer(tier.remainingToNext)
        json.integer(tier.remainingToKeep)
        json.integer(tier.percent)
        if let end = tier.validUntil { json.integer(end.milliseconds) } else { json.null() }
        json.endArray()
    }

    /// What a command's end is to the auditor; the first answer of a repeat stands in an array of its own.
    static func text(of result: Result<StoredAnswer, EngineError>) -> [UInt8] {
        switch result {
        case .success(let answer):
            return answer.isReplay ? Array("[\"replay\",".utf8) + answer.body + Array("]".utf8) : answer.body
        case .failure(.refused(let refusal)): return refused(word(of: refusal), numbers(of: refusal))
        case .failure(.invalid): return refused("invalid", [])
        case .failure(let error): return refused("failed: \(error)", [])
        }
    }

    private static func refused(_ code: String, _ numbers: [Int64]) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginArray()
        json.string(code)
        json.beginArray()
        for number in numbers { json.integer(number) }
        json.endArray()
        json.endArray()
        return json.bytes
    }

    private static func word(of refusal: Refusal) -> String {
        switch refusal {
        case .notEligible(let reason, _): "\(refusal.code):\(reason)"
        case .holdNotOpen(let state): "\(refusal.code):\(state)"
        default: refusal.code
        }
    }

    private static func numbers(of refusal: Refusal) -> [Int64] {
        switch refusal {
        case .rewardAmountOutOfRange(let minimum, let maximum, let step): [minimum, maximum, step]
        case .walletInDebt(let debt): [debt]
        case .insufficientCoins(let available, let required): [available, required]
        case .couponMinimumCart(let minimum, let shortfall, _): [minimum, shortfall]
        case .notEligible(_, let shortfall): [shortfall ?? -1]
        case .aboveQuote(let discount, let coins, _): [discount, coins]
        case .aboveHold(let coins, let credits): [coins, credits]
        default: []
        }
    }
}
