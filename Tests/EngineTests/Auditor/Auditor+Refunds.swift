/// What the auditor knows of lines and refunds, in whole numbers over one common denominator.
extension Auditor {
    struct Line: Equatable, Sendable {
        var id: String
        /// A divisor of twelve, so that every part of the line is so many twelfths.
        var quantity: Int64
        var amount: Int64
        var discount: Int64
        var tags: [String]
    }

    struct Returned: Equatable {
        var units: [String: Int64] = [:]
        var amount: Int64 = 0
        var isWhole = false
        var isNothing: Bool { self == Returned() }
    }

    /// A part of one; below is positive.
    struct Share {
        var above: Int128
        var below: Int128
        var isZero: Bool { above == 0 }
    }

    struct SpentOn {
        var customer: Int
        var debit: Int
        var coins: Int64
        var discount: Int64
        var cameBack: Int64 = 0
    }

    enum RefundPart: Sendable {
        case rest
        case amount(Int64)
        case lines([String: Int64])
    }

    /// What is left of lines, in twelfths of their weights; by units where nothing was paid.
    static func linesLeft(_ lines: [(paid: Int64, quantity: Int64, id: String)], _ returned: Returned)
        -> Share
    {
        guard !lines.isEmpty, !returned.units.isEmpty else { return Share(above: 1, below: 1) }
        let isPaid = lines.contains { $0.paid > 0 }
        var share = Share(above: 0, below: 0)
        for line in lines {
            let weight = Int128(isPaid ? line.paid : line.quantity)
            let gone = returned.units[line.id] ?? 0
            share.above += weight * Int128(12 - 12 * gone / line.quantity)
            share.below += weight * 12
        }
        return share
    }

    /// What is left of an order; nil when more has been refunded than that.
    func left(of order: Order, _ returned: Returned) -> Share? {
        if returned.isWhole { return Share(above: 0, below: 1) }
        let isTooMuch = order.lines.contains { (returned.units[$0.id] ?? 0) > $0.quantity }
        if isTooMuch { return nil }
        let lines = Self.linesLeft(
            order.lines.map { ($0.amount - $0.discount, $0.quantity, $0.id) }, returned)
        guard returned.amount > 0 else { return lines }
        let above = lines.above * Int128(order.total) - Int128(returned.amount) * lines.below
        guard order.total > 0, above >= 0 else { return nil }
        return Share(above: above, below: lines.below * Int128(order.total))
    }

    /// What is left of the discounts of an order's lines, once it is known how much of the order is; of an order
    /// without such, of the order itself. Quantities divide twelve.
    func discountLeft(of order: Order, _ left: Share) -> Share {
        let all = order.lines.reduce(Int128(0)) { $0 + Int128($1.discount) * 12 }
        if order.returned.isWhole || all == 0 { return left }
        let kept = order.lines.reduce(Int128(0)) { sum, line in
            let gone = min(order.returned.units[line.id] ?? 0, line.quantity)
            return sum + Int128(line.discount) * Int128(12 - 12 * gone / line.quantity)
        }
        let lines = Self.linesLeft(
            order.lines.map { ($0.amount - $0.discount, $0.quantity, $0.id) }, order.returned)
        if lines.isZero { return Share(above: kept, below: all) }
        // What refunds by amount take of the order they take of its discounts, too: kept ⁄ all × left ⁄ lines.
        let above = kept * left.above * lines.below
        return Share(above: above, below: all * left.below * lines.above)
    }

    private func money(_ order: Order, _ share: Share) -> Int64 {
        Int64(Int128(order.total) * share.above / share.below)
    }

    private func standing(_ order: Order) -> Share {
        left(of: order, order.returned) ?? Share(above: 0, below: 1)
    }

    /// What counts towards the tier.
    func counted(_ order: Order) -> Int64 {
        Self.states.dropFirst().contains(order.state) ? money(order, standing(order)) : 0
    }

    func refund(_ id: String, _ refund: String, _ part: RefundPart, asCredit: Bool) -> String {
        guard var order = orders[id] else { return "refused:order_not_found" }
        changed(order.customer)
        let content = Self.content(of: part) + " \(asCredit)"
        if let known = order.refunds[refund] {
            return known.content == content ? known.answer : "refused:refund_id_reused"
        }
        if order.state == "cancelled" { return "refused:order_cancelled" }
        let stood = standing(order)
        if order.returned.isWhole { return "refused:refund_exceeds_order" }
        let before = order
        switch part {
        case .rest:
            if stood.isZero, discountLeft(of: order, stood).isZero { return "refused:refund_exceeds_order" }
            order.returned.isWhole = true
        case .amount(let amount): order.returned.amount += amount
        case .lines(let units): order.returned.units.merge(units) { $0 + $1 }
        }
        guard let share = left(of: order, order.returned) else { return "refused:refund_exceeds_order" }
        let money = max(0, money(before, stood) - money(order, share))
        order.counted = counted(order)
        let kept = share.isZero ? 0 : order.basis?.sum(after: partOfAward(order)).coins ?? 0
        let back = giveBack(on: id, left: discountLeft(of: order, share))
        let (taken, waived) = takeBack(&order, keeping: kept)
        if asCredit, money > 0 {
            customers[order.customer].credits.credit(
                money, kind: "earn", at: now, until: nil, expires: nil, earned: now)
        }
        let answer = "refund:\(money):\(taken):\(waived):\(back)"
        order.refunds[refund] = (content, answer)
        count(order, before: before, at: now)
        orders[id] = order
        rejectReferral(order, id: id)
        move(to: now)
        return answer
    }

    private static func content(of part: RefundPart) -> String {
        switch part {
        case .rest: "rest"
        case .amount(let amount): "\(amount)"
        case .lines(let units):
            units.sorted { $0.key < $1.key }.map { "\($0.key)×\($0.value)" }.joined(separator: " ")
        }
    }

    /// What was refunded, as it counts for the award: of an order that was changed after it, what is left now is kept.
    private func partOfAward(_ order: Order) -> Returned {
        var returned = order.returned
        guard let basis = order.basis, basis.total != order.total, order.total > 0, !returned.isNothing else {
            return returned
        }
        let lines = Self.linesLeft(
            order.lines.map { ($0.amount - $0.discount, $0.quantity, $0.id) }, returned)
        let difference = Int128(basis.total - order.total) * lines.above
        let up = difference > 0 ? (difference + lines.below - 1) / lines.below : difference / lines.below
        returned.amount = max(0, returned.amount + Int64(up))
        return returned
    }

    func takeBack(_ order: inout Order, keeping kept: Int64) -> (taken: Int64, waived: Int64) {
        guard let award = order.award else { return (0, 0) }
        let wallet = customers[order.customer].coins
        let wanted = min(order.coins - kept, order.coins - wallet.lapsed(of: award)) - order.takenBack
        guard wanted > 0 else { return (0, 0) }
        order.takenBack += wanted
        let taken = wallet.takeBack(wanted, of: award, floor: programme.debtFloor ?? 1 << 50, at: now)
        return (taken, wanted - taken)
    }

    /// Gives back what was spent on an order, up to the share of it that is gone; answers the coins.
    func giveBack(on id: String, left share: Share) -> Int64 {
        var coins: Int64 = 0
        for place in (spentOn[id] ?? []).indices {
            guard let spent = spentOn[id]?[place] else { continue }
            let gone = Int64(Int128(spent.coins) * (share.below - share.above) / share.below)
            guard gone > spent.cameBack else { continue }
            changed(spent.customer)
            customers[spent.customer].coins.giveBack(
                spent.debit, coins: gone - spent.cameBack, at: now, grace: grace)
            spentOn[id]?[place].cameBack = gone
            coins += gone - spent.cameBack
        }
        return coins
    }

    /// Coins were spent on an order; of one that is refunded or cancelled already, they come back.
    func link(_ debit: Int, of customer: Int, coins: Int64, discount: Int64, to id: String) {
        spentOn[id, default: []].append(
            SpentOn(customer: customer, debit: debit, coins: coins, discount: discount))
        spentOn[id]?.sort { $0.debit < $1.debit }
        guard let order = orders[id] else { return }
        let share = order.state == "cancelled" ? Share(above: 0, below: 1) : standing(order)
        let left = order.state == "cancelled" ? share : discountLeft(of: order, share)
        _ = giveBack(on: id, left: left)
        // What coins paid for earns nothing, whenever they are told of.
        guard order.state != "cancelled", order.award != nil, order.basis?.isLessCoins == true,
            var late = orders[id], let amount = late.basis?.amount
        else { return }
        changed(late.customer)
        late.basis?.amount = max(0, amount - discount)
        late.basis?.takeOut(coins: (spentOn[id] ?? []).reduce(0) { $0 + $1.discount })
        let kept = share.isZero ? 0 : late.basis?.sum(after: partOfAward(late)).coins ?? 0
        _ = takeBack(&late, keeping: kept)
        orders[id] = late
    }
}

/// What an award was computed from.
struct Basis {
    struct Line {
        var id: String
        var quantity: Int64
        var weight: Int64
        var paid: Int64
        var discount: Int64
        var factors: [Int64]
    }

    struct Sum {
        var coins: Int64
        var beforeCaps: Int64
        var isNothing: Bool
        var isBelowMinimum: Bool
        var isExcluded: Bool
    }

    var amount: Int64
    var coins: Int64
    var perAmount: Int64
    var minimum: Int64
    var factor: Int64
    var room: Int64?
    var total: Int64
    var lines: [Line]
    /// Whether what coins paid for is no part of the amount.
    var isLessCoins: Bool

    /// Takes what coins made of the discounts off the weights.
    mutating func takeOut(coins: Int64) {
        let discounts = lines.reduce(Int128(0)) { $0 + Int128($1.discount) }
        for place in lines.indices where discounts > 0 {
            let part = Int128(lines[place].discount) * min(Int128(coins), discounts) / discounts
            lines[place].weight = lines[place].paid + lines[place].discount - Int64(part)
        }
    }

    /// Each line has at most two factors, so that everything is over 10000 × 10000.
    func sum(after returned: Auditor.Returned) -> Sum {
        var lineShare = Auditor.linesLeft(lines.map { ($0.paid, $0.quantity, $0.id) }, returned)
        // What is left of the order, as a part of what is left of its lines.
        var (above, below): (Int128, Int128) = (1, 1)
        if returned.amount > 0 {
            above = lineShare.above * Int128(total) - Int128(returned.amount) * lineShare.below
            below = lineShare.above * Int128(total)
        }
        if returned.isWhole || lineShare.above == 0 || above <= 0 { (above, below) = (0, 1) }
        let square: Int128 = 100_000_000
        var plain = lineShare.above * square
        var earning = plain
        if lines.contains(where: { $0.weight > 0 }) {
            (plain, earning, lineShare.below) = (0, 0, 0)
            for line in lines {
                let part =
                    Int128(line.weight) * Int128(12 - 12 * (returned.units[line.id] ?? 0) / line.quantity)
                let factors = (line.factors + [10_000, 10_000]).prefix(2).reduce(1) { $0 * Int128($1) }
                plain += part * square
                earning += part * (line.factors.contains(0) ? 0 : factors)
                lineShare.below += Int128(line.weight) * 12
            }
        }
        let whole = lineShare.below * square * below
        let base = Int128(amount) * plain * above
        let award =
            Int128(amount) * earning * above * Int128(coins) * Int128(factor)
            / (whole * Int128(perAmount) * 10_000)
        let isBelow = base < Int128(minimum) * whole
        let beforeCaps = Int64(award)
        return Sum(
            coins: isBelow ? 0 : min(beforeCaps, room ?? .max), beforeCaps: beforeCaps, isNothing: base == 0,
            isBelowMinimum: isBelow, isExcluded: earning == 0 && base > 0)
    }
}
