package import Model

/// What of an order is left after its refunds (rules 5.4, 5.6). Pure, and a function of what has been refunded in all,
/// so that any split of a refund comes to the same as the whole.
package enum RefundRules {
    /// What of an order is left, as parts of one.
    package struct Share: Sendable, Hashable {
        /// Of its lines: 1 without any.
        package let ofLines: Fraction
        /// Of its money, after the refunds by amount too; 1 for nothing refunded, 0 for everything.
        package let ofOrder: Fraction
        /// Of the discounts of its lines, by which coins come back (rule 5.6); where its lines have none, as of the order.
        package let ofDiscount: Fraction

        package static let whole = Share(ofLines: .one, ofOrder: .one, ofDiscount: .one)
        package static let none = Share(ofLines: .zero, ofOrder: .zero, ofDiscount: .zero)
    }

    /// Why a refund cannot be.
    package enum Fault: Error, Sendable, Hashable {
        /// It takes more than is left.
        case exceedsOrder
        /// A number does not fit in 128 bits: the quantities of its lines have too little in common.
        case tooFine
    }

    /// The share that is left: L = Σ paid × (units kept ⁄ units) ⁄ Σ paid, by units where nothing is paid, and
    /// R = L − amount ⁄ total. Of the discounts D × R ⁄ L is left, where D = Σ discount × (units kept ⁄ units) ⁄ Σ discount;
    /// lines that nothing was paid for keep theirs until they come back themselves.
    ///
    /// - Parameter total: The order's total payable, minor units.
    package static func share(of lines: [OrderLine], total: Int64, after returned: Returned)
        throws(Fault) -> Share
    {
        if returned.isWhole { return .none }
        guard let ofLines = linesLeft(lines, after: returned) else { throw .tooFine }
        guard ofLines.numerator >= 0 else { throw .exceedsOrder }
        guard let ofDiscounts = discountsLeft(lines, ofLines: ofLines, after: returned) else {
            throw .tooFine
        }
        guard returned.amount > 0 else {
            return Share(ofLines: ofLines, ofOrder: ofLines, ofDiscount: ofDiscounts)
        }
        guard let part = Fraction(Int128(returned.amount), Int128(total)) else { throw .exceedsOrder }
        guard let left = ofLines.minus(part) else { throw .tooFine }
        guard left.numerator >= 0 else { throw .exceedsOrder }
        guard let scale = left.divided(by: ofLines), let discount = ofDiscounts.times(scale) else {
            throw .tooFine
        }
        return Share(ofLines: ofLines, ofOrder: left, ofDiscount: discount)
    }

    /// The same for an order whose lines or total may have changed since it was refunded: what would be below nothing is
    /// nothing, and units that the order no longer has are not missed.
    package static func shareLeft(of lines: [OrderLine], total: Int64, after returned: Returned) -> Share {
        if returned.isNothing { return .whole }
        let share = try? share(of: lines, total: total, after: clamped(returned, to: lines))
        return share ?? .none
    }

    /// Money that is left of an amount: its share, rounded down.
    package static func part(_ amount: Int64, of share: Fraction) -> Int64 {
        guard let left = Fraction(amount).times(share) else { return 0 }
        return Int64(clamping: left.floor)
    }

    private static func clamped(_ returned: Returned, to lines: [OrderLine]) -> Returned {
        var quantities: [String: Int64] = [:]
        for line in lines {
            guard let units = returned.quantities[line.id] else { continue }
            quantities[line.id] = min(max(0, units), line.quantity)
        }
        return Returned(quantities: quantities, amount: returned.amount, isWhole: returned.isWhole)
    }

    /// Nil when it does not fit; negative when more units came back than there are. What is gone is summed by
    /// ``Fraction/plusPart(_:)``: for quantities with little in common to 1 ⁄ 2²⁴ of a minor unit, in the customer's favour.
    private static func linesLeft(_ lines: [OrderLine], after returned: Returned) -> Fraction? {
        guard !lines.isEmpty, !returned.quantities.isEmpty else { return .one }
        let paid = lines.reduce(Int128(0)) { $0 + Int128($1.paid) }
        let total = paid > 0 ? paid : lines.reduce(Int128(0)) { $0 + Int128($1.quantity) }
        var gone = Fraction.zero
        for line in lines {
            guard let units = returned.quantities[line.id], units != 0 else { continue }
            if units > line.quantity || units < 0 { return Fraction(-1, 1) }
            let weight = paid > 0 ? line.paid : line.quantity
            guard let part = Fraction(Int128(weight) * Int128(units), Int128(line.quantity)),
                let sum = gone.plusPart(part)
            else { return nil }
            gone = sum
        }
        guard let all = Fraction(total, 1), let left = all.minus(gone) else { return nil }
        return left.divided(by: all)
    }

    /// What is left of the discounts of lines; nil when it does not fit. No line has more units back than it has.
    private static func discountsLeft(
        _ lines: [OrderLine], ofLines: Fraction, after returned: Returned
    ) -> Fraction? {
        let total = lines.reduce(Int128(0)) { $0 + Int128($1.discount) }
        guard total > 0 else { return ofLines }
        var gone = Fraction.zero
        for line in lines where line.discount > 0 {
            guard let units = returned.quantities[line.id], units > 0 else { continue }
            guard let part = Fraction(Int128(line.discount) * Int128(units), Int128(line.quantity)),
                let sum = gone.plusPart(part)
            else { return nil }
            gone = sum
        }
        guard let all = Fraction(total, 1), let left = all.minus(gone) else { return nil }
        return left.divided(by: all)
    }
}
