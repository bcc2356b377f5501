import Engine
import Model

extension CommandContext {
    /// The facts of the wallet card alone, as they are after this command: the refreshed section of an action's answer.
    func walletCard(of customer: Customer, _ wallet: WalletFacts) -> ScreenFacts {
        ScreenFacts(
            screen: .wallet, version: version, customer: customer, changedAt: now, validUntil: nil, now: now,
            wallet: wallet)
    }
}
