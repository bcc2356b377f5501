import Model
import Store

/// How an award was computed anew after a refund: from the arithmetic that was stored with it (rule 5.4).
struct RefundArithmetic {
    let basis: AwardBasis
    /// The order's refunds up to this one.
    let refunds: [Refund]
    /// The rules of each group of lines, in the basis' order; empty where the award's trace does not have them.
    let rules: [String]
    let sum: AwardBasis.Sum

    /// Lines that are named at most.
    static let linesMax = 50
}

extension Snapshot {
    /// The arithmetic behind what a refund took back; nil for any other entry, and where the books no longer have what it
    /// was made from: then it would come to another number than the one that was kept.
    func refundArithmetic(of entry: Entry) throws -> RefundArithmetic? {
        guard entry.reason == "order_refunded", entry.source.kind == .order,
            let trace = try? JSONValue(parsing: Array(entry.trace.utf8)),
            case .integer(let number)? = trace["refund"], case .integer(let kept)? = trace["kept"],
            let id = OrderID(entry.source.reference), let order = try connection.order(id, in: book.number),
            let text = try connection.awardBasis(of: id, in: book.number), let basis = AwardBasis(json: text)
        else { return nil }
        let refunds = try connection.refunds(of: id, in: book.number).map(\.refund).filter {
            $0.number <= number
        }
        let returned = refunds.reduce(Returned.nothing) { $0.adding($1.returned) }
        guard let sum = basis.sum(keeping: basis.asAwarded(returned, of: order)), sum.coins == kept
        else { return nil }
        return RefundArithmetic(
            basis: basis, refunds: refunds, rules: try ruleNames(of: order, in: basis), sum: sum)
    }

    private func ruleNames(of order: Order, in basis: AwardBasis) throws -> [String] {
        let id = order.awardSequence.map { TransactionID(wallet: .coins, sequence: $0) }
        guard let entry = try id.flatMap({ try connection.entry($0, of: order.customer, in: book.number) }),
            entry.source.kind == .order, entry.source.reference == order.id.text,
            let trace = try? JSONValue(parsing: Array(entry.trace.utf8))
        else { return [] }
        let groups = TraceWords(trace: trace, entry: entry, setting: explanationSetting).list("lines")
        guard groups.count == basis.factors.count else { return [] }
        return groups.map(\.ruleNames)
    }
}

/// The words of it, each step with its result.
extension RefundArithmetic {
    func steps(of number: Int64, left: String, _ words: TraceWords) -> [String] {
        [asked(by: number, words)] + lineSteps(words)
            + ["Refund \(number) leaves \(left) of the order."] + awardSteps(words)
    }

    private func asked(by number: Int64, _ words: TraceWords) -> String {
        guard let refund = refunds.first(where: { $0.number == number }) else { return "Refund \(number)." }
        if refund.returned.isWhole {
            return "Refund \(number): all that was left, \(words.money(refund.amount))."
        }
        guard refund.returned.quantities.isEmpty else {
            let lines = refund.returned.quantities.sorted { $0.key < $1.key }.prefix(Self.linesMax)
            let units = lines.map { "\($0.value) of line \($0.key)" }
            return
                "Refund \(number): \(words.listed(units)), \(words.money(refund.amount)) of the order's total."
        }
        return "Refund \(number): \(words.money(refund.amount)) of the order's total, by amount."
    }

    /// What is left, line by line; nothing for an order without lines or of which nothing is left.
    private func lineSteps(_ words: TraceWords) -> [String] {
        let returned = refunds.reduce(Returned.nothing) { $0.adding($1.returned) }
        guard !returned.isWhole else { return [] }
        return basis.lines.prefix(Self.linesMax).map { line in
            let units = max(0, line.quantity - (returned.quantities[line.id] ?? 0))
            let weight = Fraction(Int128(line.weight) * Int128(units), Int128(max(1, line.quantity)))
            return "Line \(line.id): \(units) of \(line.quantity) left, \(words.money(weight ?? .zero)) of"
                + " \(words.money(line.weight)), \(factors(of: line, words))"
        }
    }

    private func factors(of line: AwardBasis.Line, _ words: TraceWords) -> String {
        let factors = basis.factors.indices.contains(line.factor) ? basis.factors[line.factor] : []
        let names = rules.indices.contains(line.factor) ? rules[line.factor] : ""
        let by = names.isEmpty ? "" : " by \(names)"
        if factors.isEmpty { return "×1" }
        if factors.contains(0) { return "earns nothing\(by)" }
        return factors.map(words.factor).joined(separator: " ") + by
    }

    /// The award computed anew: the stored rate, tier, campaigns, minimum and room under the caps.
    private func awardSteps(_ words: TraceWords) -> [String] {
        guard sum.amount != .zero else { return ["Nothing of it earns any more."] }
        var steps = ["Of the \(words.money(basis.amount)) that earned, \(words.money(sum.amount)) are left"]
        if sum.earningAmount != sum.amount {
            steps.append(
                "with the rules of the lines, \(words.money(sum.amount)) count as \(words.money(sum.earningAmount))"
            )
        }
        if sum.isBelowMinimum {
            return steps + [
                "orders earn from \(words.money(basis.minimumAmount)) on, so nothing of the award is kept"
            ]
        }
        let rate = "\(words.count(basis.coins)) per \(words.money(basis.perAmount))"
        var value = Fraction(Int128(basis.coins), Int128(basis.perAmount)).flatMap(sum.earningAmount.times)
        steps.append("\(words.money(sum.earningAmount)) × \(rate)\(equals(value, words))")
        if basis.tierBasisPoints != Ratio.basisPointsPerOne {
            value = value?.times(Fraction(basisPoints: basis.tierBasisPoints))
            steps.append("\(words.factor(basis.tierBasisPoints)) for the tier\(equals(value, words))")
        }
        for campaign in basis.campaigns {
            value = value?.times(Fraction(basisPoints: campaign))
            steps.append("\(words.factor(campaign)) for a campaign\(equals(value, words))")
        }
        steps.append("rounded down once: \(words.count(Int64(clamping: sum.beforeCaps)))")
        if let room = basis.room, Int128(room) < sum.beforeCaps {
            steps.append("the caps had left room for \(words.count(room))")
        }
        return steps
    }

    private func equals(_ coins: Fraction?, _ words: TraceWords) -> String {
        coins.map { " = \(words.count($0))" } ?? ""
    }
}
