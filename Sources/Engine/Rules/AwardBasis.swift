package import Model

/// Everything that an order's award was computed from, kept with the order: a refund computes the award anew from it,
/// never from the programme or the order as they are then (rule 5.4).
package struct AwardBasis: Sendable, Hashable {
    /// A line as it was when the award was made.
    package struct Line: Sendable, Hashable {
        package var id: String
        package var quantity: Int64
        /// Its weight in the base: what was paid for it, or its amount before discounts, less what coins paid of it where
        /// that earns nothing; minor units.
        package var weight: Int64
        /// What was paid for it; minor units.
        package var paid: Int64
        /// Its discount; minor units. Kept where what coins paid earns nothing.
        package var discount: Int64 = 0
        /// Its place in ``AwardBasis/factors``.
        package var factor: Int
    }

    /// The earning base: minor units.
    package var amount: Int64
    /// `coins` per `perAmount` minor units.
    package var coins: Coins
    package var perAmount: Int64
    /// Bases below it earn nothing; minor units.
    package var minimumAmount: Int64
    /// The tier's factor.
    package var tierBasisPoints: Int64
    /// The campaigns' factors.
    package var campaigns: [Int64]
    /// The most that the caps left room for; nil for no limit.
    package var room: Coins?
    /// The order's total payable; minor units.
    package var total: Int64
    /// Empty for an order that is one line without product.
    package var lines: [Line]
    /// The factors of groups of lines, in basis points; a group with a 0 earns nothing, one without any ×1.
    package var factors: [[Int64]]
    /// Whether what coins paid for was left out of the base, as it is then of coins that are told of later (rule 2.3).
    package var isLessCoinsPart = false

    /// What the award comes to.
    package struct Sum: Sendable, Hashable {
        /// The base that is left; minor units.
        package var amount: Fraction
        /// The same with the factors of its lines.
        package var earningAmount: Fraction
        /// Coins before rounding and caps.
        package var exact: Fraction
        /// Rounded down once (rule 1.3).
        package var beforeCaps: Int128
        /// What is awarded; 0 for nothing.
        package var coins: Coins
        /// Whether what is left is below the minimum.
        package var isBelowMinimum: Bool
    }

    /// The coins of what is left of the order; of all of it, the award (rule 5.4).
    ///
    /// - Returns: Nil when a number passes 128 bits, or the coins ``CoinLimits/perEntryMax``.
    package func sum(keeping returned: Returned = .nothing) -> Sum? {
        let share: RefundRules.Share =
            returned.isNothing
            ? .whole : RefundRules.shareLeft(of: lines.map(\.orderLine), total: total, after: returned)
        guard let parts = parts(keeping: returned, share: share),
            let kept = Fraction(amount).times(parts.plain),
            let earning = Fraction(amount).times(parts.earning), let exact = coins(of: earning)
        else { return nil }
        let isBelow = kept.isLess(than: Fraction(minimumAmount))
        let floor = exact.floor
        let capped = min(floor, room.map { Int128($0) } ?? floor)
        guard capped <= Int128(CoinLimits.perEntryMax) else { return nil }
        return Sum(
            amount: kept, earningAmount: earning, exact: exact, beforeCaps: floor,
            coins: isBelow ? 0 : max(0, Coins(capped)),
            isBelowMinimum: isBelow)
    }

    /// Weighs the lines without what coins paid of them: as much of each discount as coins made of all of them, rounded
    /// down (rule 2.3). Nothing to do where that part earns like any other.
    ///
    /// - Parameter coinsDiscount: What coins took off the order; minor units.
    mutating func weigh(withoutCoins coinsDiscount: Int64) {
        let discounts = lines.reduce(Int128(0)) { $0 + Int128($1.discount) }
        guard isLessCoinsPart, discounts > 0 else { return }
        let part = min(Int128(max(0, coinsDiscount)), discounts)
        for place in lines.indices {
            let line = lines[place]
            lines[place].weight =
                line.paid + line.discount - Int64(clamping: Int128(line.discount) * part / discounts)
        }
    }

    /// What has been refunded, as it counts for the award. Of an order that was changed after its award, what is left of it
    /// now is what is kept of the award's: the difference counts as refunded, as far as the lines that are left bear it.
    func asAwarded(_ returned: Returned, of order: Order) -> Returned {
        guard total != order.total, order.total > 0, !returned.isNothing else { return returned }
        let lines = RefundRules.shareLeft(of: order.lines, total: order.total, after: returned).ofLines
        let difference = Fraction(total - order.total).times(lines)?.ceil ?? 0
        var returned = returned
        returned.amount = max(0, returned.amount + Int64(clamping: difference))
        return returned
    }

    /// Earning base → coins before rounding: × rate × tier × campaigns.
    private func coins(of earning: Fraction) -> Fraction? {
        guard let rate = Fraction(Int128(coins), Int128(perAmount)), let based = earning.times(rate),
            var product = based.times(Fraction(basisPoints: tierBasisPoints))
        else { return nil }
        for factor in campaigns {
            guard let next = product.times(Fraction(basisPoints: factor)) else { return nil }
            product = next
        }
        return product
    }

    /// What is left of the base, as a part of it: as it is, and with the factors of its lines.
    private func parts(keeping returned: Returned, share: RefundRules.Share) -> (
        plain: Fraction, earning: Fraction
    )? {
        let whole = lines.reduce(Int128(0)) { $0 + Int128($1.weight) }
        guard whole > 0 else { return (share.ofOrder, share.ofOrder) }
        guard share.ofOrder.numerator > 0 else { return (.zero, .zero) }
        guard let weights = weightsLeft(after: returned),
            let scale = share.ofOrder.divided(by: share.ofLines)
        else { return nil }
        var (plain, earning) = (Fraction.zero, Fraction.zero)
        for (weight, factors) in zip(weights, factors) {
            guard let part = factors.reduce(weight, { $0?.times(Fraction(basisPoints: $1)) }),
                let weight, let left = plain.plus(weight), let sum = earning.plus(part)
            else { return nil }
            (plain, earning) = (left, sum)
        }
        guard let all = Fraction(whole, 1) else { return nil }
        guard let left = plain.divided(by: all)?.times(scale),
            let sum = earning.divided(by: all)?.times(scale)
        else { return nil }
        return (left, sum)
    }

    /// What is left of the weights of each group of lines; nil for what does not fit.
    private func weightsLeft(after returned: Returned) -> [Fraction?]? {
        var wholes = [Int128](repeating: 0, count: factors.count)
        var gone = [Fraction?](repeating: .zero, count: factors.count)
        for line in lines where wholes.indices.contains(line.factor) {
            wholes[line.factor] += Int128(line.weight)
            let units = min(line.quantity, max(0, returned.quantities[line.id] ?? 0))
            guard units > 0 else { continue }
            guard let part = Fraction(Int128(line.weight) * Int128(units), Int128(line.quantity))
            else { return nil }
            gone[line.factor] = gone[line.factor]?.plusPart(part)
        }
        return zip(wholes, gone).map { whole, gone in
            gone.flatMap { gone in Fraction(whole, 1)?.minus(gone) }
        }
    }

    /// Coins by line, for display only: each its share rounded down, and what is left over to those with the largest
    /// remainder, the earlier first (rule 1.3).
    package func coinsByLine(of awarded: Coins) -> [(line: String, coins: Coins)] {
        var earning: [Fraction] = []
        for line in lines {
            let factors = factors.indices.contains(line.factor) ? factors[line.factor] : []
            let part = factors.reduce(Fraction?.some(Fraction(line.weight))) {
                $0?.times(Fraction(basisPoints: $1))
            }
            earning.append(part ?? .zero)
        }
        let all = earning.reduce(Fraction?.some(.zero)) { sum, part in sum.flatMap { $0.plus(part) } }
        let shares = earning.map { part in
            all.flatMap { part.divided(by: $0) }?.times(Fraction(awarded)) ?? .zero
        }
        var coins = shares.map { Coins(clamping: $0.floor) }
        let left = Int(clamping: awarded - coins.reduce(0, +))
        let order = shares.indices.sorted { first, second in
            let (a, b) = (shares[first].rest, shares[second].rest)
            if a == b { return first < second }
            return b.isLess(than: a)
        }
        for place in order.prefix(max(0, left)) where shares[place].numerator > 0 { coins[place] += 1 }
        return zip(lines, coins).map { (line: $0.id, coins: $1) }
    }
}

extension AwardBasis.Line {
    /// As far as refunds ask.
    fileprivate var orderLine: OrderLine { OrderLine(id: id, quantity: quantity, amount: paid) }
}
