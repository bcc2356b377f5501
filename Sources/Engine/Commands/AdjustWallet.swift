package import Model
internal import Store

/// A manual credit or debit with a reason and an author.
package enum AdjustWallet {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        package var wallet: Wallet
        /// Signed: coins, or minor units of the credit wallet. Not zero.
        package var coins: Coins
        /// The reason, as a person wrote it.
        package var note: String
        /// A credit's own expiry; nil for the programme's policy.
        package var expiresOn: LocalDate?
        /// What the caller calls it in words that were written for the customer; nil for none. The note is not.
        package var told: ToldText?
        /// The caller's own reference; empty for none.
        package var reference: String
        package init(
            customer: CustomerID, wallet: Wallet, coins: Coins, note: String, expiresOn: LocalDate? = nil,
            told: ToldText? = nil, reference: String = ""
        ) {
            self.told = told
            self.reference = reference
            self.customer = customer
            self.wallet = wallet
            self.coins = coins
            self.note = note
            self.expiresOn = expiresOn
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var entry: Entry
        package var wallet: WalletFacts
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `walletInDebt`, `insufficientCoins`, `balanceLimit`;
    ///   ``InvalidInput`` for no coins at all, more than an entry can hold, or a last day that has passed.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        guard (1...CoinLimits.perEntryMax).contains(Coins(clamping: input.coins.magnitude)) else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.appending("coins", to: JSONPointer.root), code: FieldCode.outOfRange,
                    detail: "coins must not be 0, and at most \(CoinLimits.perEntryMax) either way."))
        }
        let customer = try context.settledCustomer(input.customer)
        if let lastDay = input.expiresOn, lastDay < context.zone.localDate(at: context.now) {
            throw InvalidInput.field(
                ["expires_on"], FieldCode.outOfRange,
                "expires_on must be today, in the brand's time zone, or later.")
        }
        var wallet = try context.open(input.wallet, of: customer.number)
        let act = try context.transaction.nextAct(in: context.book.number)
        let entry =
            input.coins > 0
            ? try credit(input, act, to: &wallet, in: context)
            : try wallet.spend(
                -input.coins, draft(input, act, Trace(.manual).adding("coins", input.coins), in: context))
        try context.audit(
            .walletAdjusted, entry.id.description, customer: customer.number,
            summary: [("coins", .integer(input.coins)), ("wallet", .string(input.wallet.rawValue))],
            note: input.note, number: act)
        return Receipt(entry: entry, wallet: try context.receiptWallet(input.wallet, of: customer))
    }

    private static func credit(
        _ input: Input, _ act: Int64, to wallet: inout OpenWallet, in context: CommandContext
    ) throws -> Entry {
        var terms = context.lotTerms(earnedAt: context.now, pendingDays: 0)
        // Store credit is money that the customer was given back; the coins' policy does not take it away.
        if input.wallet == .credits { terms.expiresAt = .never }
        if let lastDay = input.expiresOn { terms.expiresAt = context.zone.endOfDay(lastDay) }
        let trace = Trace(.manual).adding("coins", input.coins).adding("expires_at", terms.expiresAt)
        return try wallet.credit(input.coins, terms: terms, draft(input, act, trace, in: context))
    }

    private static func draft(
        _ input: Input, _ act: Int64, _ trace: Trace, in context: CommandContext
    ) -> EntryDraft {
        var draft = context.draft(
            .adjustment, reason: input.told == nil ? "manual" : ToldText.reason,
            source: Source(.adjustment, input.reference), trace: trace, note: input.told?.note ?? input.note)
        draft.act = act
        return draft
    }
}
