import Engine
import HTTPServer
import Model
import Screens

extension TransactionsEndpoint {
    /// A manual credit or debit with a reason.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let customer = exchange.customer
        let input = try exchange.body { fields -> AdjustWallet.Input? in
            let wallets = Dictionary(uniqueKeysWithValues: Wallet.allCases.map { ($0.rawValue, $0) })
            let wallet = fields.optionalOneOf("wallet", wallets) ?? .coins
            let limit = CoinLimits.perEntryMax
            let coins = fields.integer("coins", in: -limit...limit)
            let note = fields.string("note", length: 1...500, lines: true)
            let expiresOn = fields.optionalLocalDate("expires_on")
            if coins == 0 { fields.refuse("coins", FieldCode.outOfRange, "must not be 0") }
            if let coins, coins < 0, expiresOn != nil {
                fields.refuse("expires_on", FieldCode.notAllowed, "belongs to a credit, not to a debit")
            }
            guard let coins, let note else { return nil }
            return AdjustWallet.Input(
                customer: customer, wallet: wallet, coins: coins, note: note, expiresOn: expiresOn)
        }
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            let receipt = try AdjustWallet.run(input, in: context)
            let customer = try context.snapshot.customer(customer)
            let wording = chooseLocale(customer).wording(at: context.now)
            return .json(context.isDryRun ? .ok : .created, in: wording) { json in
                json.beginObject()
                json.key("transaction")
                ScreenPayload.writeEntry(receipt.entry.shown, wording, into: &json)
                json.key("wallet")
                ScreenPayload.writeWallet(receipt.wallet, input.wallet, wording, into: &json)
                json.endObject()
            }
        }
    }
}
