import Model
import Store

extension OrderReversal {
    /// Takes back what an award has earned for a part of the order of which it is told only now that coins paid for it,
    /// where the programme of the award lets that part earn nothing (rule 2.3): the order comes to the same whichever is
    /// heard first, the order or the coins.
    ///
    /// - Parameters:
    ///   - order: Awarded already; written with what was taken back.
    ///   - discount: What the coins took off it; minor units.
    /// - Throws: ``Refusal/balanceLimit`` for shares that no 128 bits can hold.
    static func takeBackCoinsPart(
        of order: Order, discount: Int64, in context: CommandContext
    ) throws {
        guard let award = order.awardSequence, order.coinsDiscount == nil, discount > 0,
            var basis = try basis(of: order, award: award, in: context), basis.isLessCoinsPart
        else { return }
        let before = basis.amount
        basis.amount = max(0, before - discount)
        basis.weigh(withoutCoins: try context.amounts(of: order).coinsDiscount)
        try context.transaction.keep(awardBasis: basis.json, of: order.id, in: context.book.number)
        var order = order
        let returned = try context.returned(of: order)
        let share = share(of: order, after: returned)
        let kept = try keptCoins(of: order, award: award, after: returned, in: context)
        let cause = Cause.paidWithCoins(discount: before - basis.amount, earning: basis.amount, kept: kept)
        let outcome = try takeBack(&order, to: returned, share: share, because: cause, in: context)
        guard outcome.takenBack > 0 || outcome.waived > 0 else { return }
        order.updatedAt = context.now
        try context.transaction.update(order, in: context.book.number)
    }
}
