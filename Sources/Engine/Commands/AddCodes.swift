package import Model
package import Store

/// Uploads codes that a reward's coupons will draw from (rule 8.1).
package enum AddCodes {
    package struct Receipt: Sendable, Hashable {
        package var added: Int
        /// Codes that were left out because they are in a pool already, this upload's own repeats among them, or on a
        /// coupon.
        package var duplicates: Int
        package var pool: PoolCounts
    }

    /// Adds the codes that are not known yet, in their order. The same upload again adds nothing.
    ///
    /// - Throws: ``Refusal``: `rewardNotFound`, `poolNotFound`; ``InvalidInput`` naming every code that cannot be one.
    ///   Then nothing is added.
    package static func run(
        _ codes: [String], to reward: RewardID, in context: CommandContext
    ) throws -> Receipt {
        guard let listed = context.programme.reward(reward) else { throw Refusal.rewardNotFound }
        guard case .pool = listed.codeSource else { throw Refusal.poolNotFound }
        let keys = try keys(of: codes)
        let book = context.book.number
        var seen: Set<String> = []
        var fresh: [(code: String, key: String)] = []
        for (code, key) in zip(codes, keys) where seen.insert(key).inserted {
            if try !context.connection.isCodeTaken(key, in: book) { fresh.append((code, key)) }
        }
        if !fresh.isEmpty {
            try context.transaction.addCodes(fresh, to: reward, at: context.now, in: book)
            try context.audit(
                .poolUploaded, reward.text,
                summary: [
                    ("added", .integer(Int64(fresh.count))),
                    ("duplicates", .integer(Int64(codes.count - fresh.count))),
                ])
        }
        let pool = try context.connection.pool(of: reward, in: book) ?? PoolCounts(codes: 0, drawn: 0)
        return Receipt(added: fresh.count, duplicates: codes.count - fresh.count, pool: pool)
    }

    /// Codes of one upload.
    package static let codesMax = 100_000

    private static func keys(of codes: [String]) throws(InvalidInput) -> [String] {
        var faults: [FieldError] = []
        let keys = codes.enumerated().map { index, code -> String in
            if let key = CouponCode.key(code) { return key }
            faults.append(
                FieldError(
                    pointer: JSONPointer.appending(index, to: "#/codes"), code: FieldCode.invalidFormat,
                    detail:
                        "codes[\(index)] must be letters and digits, perhaps with spaces and hyphens, at most"
                        + " \(CouponCode.lengthMax) characters."))
            return ""
        }
        if let first = faults.first { throw InvalidInput(first, Array(faults.dropFirst())) }
        return keys
    }
}

extension Snapshot {
    /// A reward's pool of uploaded codes, and from how many left on the brand wants a warning.
    ///
    /// - Throws: ``Refusal``: `rewardNotFound`, `poolNotFound`.
    package func pool(of reward: RewardID) throws -> (counts: PoolCounts, warnAt: Int64) {
        guard let listed = version.programme.reward(reward) else { throw Refusal.rewardNotFound }
        guard case .pool(let warnAt) = listed.codeSource else { throw Refusal.poolNotFound }
        return (try connection.pool(of: reward, in: book.number) ?? PoolCounts(codes: 0, drawn: 0), warnAt)
    }
}
