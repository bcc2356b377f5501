import Engine
import Foundation
import Model
import Store

/// One command of the auditor's, run inside its transaction through the engine's own command.
struct DriveCommand {
    let fields: DriveFields
    let context: CommandContext

    init(_ fields: DriveFields, in context: CommandContext) {
        self.fields = fields
        self.context = context
    }

    func run() throws -> [UInt8] {
        switch try fields.text("do") {
        case "customer": try putCustomer()
        case "read": try read()
        case "order": try putOrder()
        case "refund": try refund()
        case "preview": try preview()
        case "quote": try quote()
        case "keep": try keepQuote()
        case "hold": try hold()
        case "commit": try commit()
        case "release": try release()
        case "perform": try performCheckout()
        case "revert": try revertCheckout()
        case "block": try block()
        case "merge": try merge()
        case "unmerge": try undoMerge()
        case "redeem": try redeem()
        case "cancel": try cancel()
        case "use": try use()
        case "confirm": try confirm()
        case "codes": try addCodes()
        case "redeem_quote": try redeemQuote()
        case "trigger": try fire()
        case "claim": try claim()
        case "adjust": try adjust()
        case "crash": crash()
        default: throw BenchError("the command is not known")
        }
    }

    func customerID(_ name: String = "c") throws -> CustomerID { try fields.parsed(name, CustomerID.init) }

    func customer(_ name: String = "c") throws -> Customer { try context.snapshot.customer(customerID(name)) }

    /// Ends the process in the middle of a transaction, as a failure of power to it would.
    private func crash() -> [UInt8] {
        kill(getpid(), SIGKILL)
        return []
    }

    private func putCustomer() throws -> [UInt8] {
        let input = UpsertCustomer.Input(
            id: try customerID(), name: fields.optionalText("name"), email: fields.optionalText("email"),
            mobile: fields.optionalText("mobile"),
            birthday: try fields.optional("birthday", LocalDate.init(iso:)))
        let receipt = try UpsertCustomer.run(input, in: context)
        return try DriveReply.done(receipt.isNew ? "new" : "known", [], of: receipt.customer, in: context)
    }

    private func read() throws -> [UInt8] {
        try DriveReply.done("read", [], of: try customer(), in: context)
    }

    private func redeem() throws -> [UInt8] {
        let input = RedeemReward.Input(
            customer: try customerID(), reward: try fields.parsed("reward", RewardID.init),
            coins: fields.number("coins"), amount: fields.number("amount"))
        let receipt = try RedeemReward.run(input, in: context)
        let coupon = receipt.coupon
        return try DriveReply.done(
            "redeemed", [coupon.number, coupon.coins, coupon.amount, coupon.expiresAt.milliseconds],
            of: try customer(), in: context)
    }

    private func cancel() throws -> [UInt8] {
        let input = CancelCoupon.Input(customer: try customerID(), coupon: try fields.needed("coupon"))
        let receipt = try CancelCoupon.run(input, in: context)
        return try DriveReply.done(receipt.coupon.state.rawValue, [], of: try customer(), in: context)
    }

    private func use() throws -> [UInt8] {
        let owner = try customer("owner")
        let input = UseCoupon.Input(
            code: try code(), customer: try fields.optional("c", CustomerID.init),
            order: try fields.optional("order", OrderID.init), cartAmount: fields.number("cart"),
            currency: fields.optionalText("currency"), shippingAmount: fields.number("shipping"))
        let receipt = try UseCoupon.run(input, in: context)
        return try DriveReply.done(
            receipt.coupon.state.rawValue, [receipt.discount ?? -1, receipt.retaken?.coins ?? 0], of: owner,
            in: context)
    }

    private func fire() throws -> [UInt8] {
        let event = fields.optionalText("event").map {
            FireTrigger.ProviderEvent(provider: "adjust", eventID: $0)
        }
        let input = FireTrigger.Input(
            trigger: try fields.parsed("trigger", TriggerID.init), customer: try customerID(),
            device: try fields.optional("device", DeviceID.init), occurredAt: fields.instant("occurred"),
            providerEvent: event, isTrusted: fields.flag("trusted") ?? true)
        let (code, coins) = Self.words(of: try FireTrigger.run(input, in: context).outcome)
        return try DriveReply.done(code, coins, of: try customer(), in: context)
    }

    private func claim() throws -> [UInt8] {
        let code = try fields.optionalText("of") == nil ? "NOSUCHCODE" : customer("of").referralCode
        let receipt = try ClaimReferral.run(
            ClaimReferral.Input(customer: try customerID(), code: code), in: context)
        return try DriveReply.done(
            "claim:\(receipt.referral.state.rawValue)", [], of: try customer(), in: context)
    }

    private func adjust() throws -> [UInt8] {
        let input = AdjustWallet.Input(
            customer: try customerID(), wallet: try fields.parsed("wallet", Wallet.init(rawValue:)),
            coins: try fields.needed("coins"), note: "auditor",
            expiresOn: try fields.optional("expires_on", LocalDate.init(iso:)))
        let receipt = try AdjustWallet.run(input, in: context)
        return try DriveReply.done("adjusted", [receipt.entry.id.sequence], of: try customer(), in: context)
    }
}
