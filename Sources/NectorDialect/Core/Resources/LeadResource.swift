import Engine
import Model
import Screens

/// A customer as the dialect tells it: a lead.
struct LeadFacts {
    var customer: Customer
    var coins: WalletFacts
    var credits: WalletFacts
    var tier: TierFacts?
    /// The referral code that the customer entered.
    var enteredCode: String?

    /// Reads what a lead shows of a customer.
    ///
    /// - Throws: ``SettlementDue``
    init(_ customer: Customer, in snapshot: Snapshot) throws {
        self.customer = customer
        coins = try snapshot.wallet(.coins, of: customer)
        credits = try snapshot.wallet(.credits, of: customer)
        tier = try snapshot.tier(of: customer)
        enteredCode = try snapshot.enteredReferralCode(of: customer)
    }
}

/// Writes leads.
enum LeadResource {
    /// The whole lead.
    ///
    /// - Parameter token: A new lead token, for a storefront that has proved itself by digest.
    static func write(
        _ lead: LeadFacts, _ view: NectorView, token: String? = nil, into json: inout JSONWriter
    ) {
        let customer = lead.customer
        let id = view.lead(customer.number)
        json.beginObject()
        json.identity(id, view.names)
        json.member("lead_id", id.text)
        json.member("customer_id", customer.id.text)
        writeOwner(view, into: &json)
        json.member("name", customer.name ?? "")
        json.member("email", optional: customer.email)
        json.member("mobile", optional: customer.mobile)
        json.member("phone", optional: customer.mobile)
        writeStanding(lead, view, into: &json)
        json.member("referral_code", customer.referralCode)
        json.member("referral_link", optional: view.wording.shareLink(of: customer))
        json.member("referred_by_referral_code", optional: lead.enteredCode)
        json.object("metadetail") { json in
            json.member("email", optional: customer.email)
            json.member("mobile", optional: customer.mobile)
            json.member("country", optional: nil as String?)
            json.member("gender", optional: nil as String?)
            json.member("dob", optional: customer.birthday?.iso)
        }
        writeWallets(lead, view, into: &json)
        json.member("status", literal: "active")
        json.member("is_blocked", customer.isBlocked)
        if let token { writeToken(token, into: &json) }
        json.times(created: customer.createdAt, updated: max(customer.updatedAt, lead.coins.updatedAt))
        json.endObject()
    }

    /// A lead as somebody sees it who has not proved to be that customer: contact data that is only hinted at, no ids,
    /// and nothing of what the customer has or is (rules 11.1, 11.2).
    static func writeMasked(_ customer: Customer, _ view: NectorView, into json: inout JSONWriter) {
        json.beginObject()
        json.member("entity_id", view.names.entity.text)
        writeOwner(view, into: &json)
        json.member("name", Masking.name(customer.name))
        json.member("email", optional: customer.email.map(Masking.email))
        json.member("mobile", optional: customer.mobile.map(Masking.mobile))
        json.member("type", literal: "member")
        json.endObject()
    }

    /// A lead token under every name that it may have.
    static func writeToken(_ token: String, into json: inout JSONWriter) {
        json.member("lead_token", token)
        json.member("leadtoken", token)
        json.member("token", token)
    }

    /// One wallet of a customer as a resource of its own.
    static func writeWallet(
        _ facts: WalletFacts, _ wallet: Wallet, of customer: Customer, _ view: NectorView,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.identity(view.names.wallet(wallet, of: customer.number), view.names)
        json.member("lead_id", view.lead(customer.number).text)
        json.member("type", wallet == .coins ? "coins" : "credits")
        json.member("name", wallet == .coins ? view.wording.locale.coinsText : view.currency.code)
        json.member("currency_code", view.currency.code.lowercased())
        writeBalance(facts, wallet, view, into: &json)
        json.times(created: customer.createdAt, updated: facts.updatedAt)
        json.endObject()
    }

    private static func writeOwner(_ view: NectorView, into json: inout JSONWriter) {
        json.member("mid", view.names.entity.text)
        json.member("eid", view.names.entity.text)
    }

    private static func writeStanding(_ lead: LeadFacts, _ view: NectorView, into json: inout JSONWriter) {
        json.member("available", digits: lead.coins.available)
        json.member("lifetime", digits: lead.coins.lifetimeEarned)
        json.member("redeemed", digits: lead.coins.lifetimeSpent)
        let names = view.wording.locale.tierNames
        let tier = lead.tier.flatMap {
            names.indices.contains($0.currentIndex) ? names[$0.currentIndex] : nil
        }
        json.member("tier", optional: tier)
        json.member("type", literal: "member")
    }

    private static func writeWallets(_ lead: LeadFacts, _ view: NectorView, into json: inout JSONWriter) {
        let coins = { (json: inout JSONWriter) in
            writeWallet(lead.coins, .coins, of: lead.customer, view, into: &json)
        }
        json.key("wallet")
        coins(&json)
        json.key("creditwallet")
        writeWallet(lead.credits, .credits, of: lead.customer, view, into: &json)
        // The widget reads the first of one of these, by whether it runs in development.
        json.list("wallets", [Wallet.coins]) { _, json in coins(&json) }
        json.list("devwallets", [Wallet.coins]) { _, json in coins(&json) }
    }

    /// Balances are texts: of coins whole ones, of credits major units.
    private static func writeBalance(
        _ facts: WalletFacts, _ wallet: Wallet, _ view: NectorView, into json: inout JSONWriter
    ) {
        func text(_ amount: Int64) -> String {
            wallet == .coins
                ? String(amount) : Money(minorUnits: amount, currency: view.currency).decimal
        }
        json.member("available", text(facts.available))
        json.member("reserve", text(facts.held))
        json.member("pending", text(facts.pending))
        json.member("lifetime", text(facts.lifetimeEarned))
        json.member("redeemed", text(facts.lifetimeSpent))
        json.member("expired", text(facts.lifetimeExpired))
    }
}

/// Contact data that is recognised by whoever knows it, and tells others little.
enum Masking {
    /// `A***` of Ada.
    static func name(_ name: String?) -> String { name?.first.map { "\($0)***" } ?? "" }

    /// `a***@example.com`: the domain says where the mail went.
    static func email(_ email: String) -> String {
        guard let at = email.lastIndex(of: "@") else { return "***" }
        return "\(email[..<at].first.map(String.init) ?? "")***\(email[at...])"
    }

    /// The last two digits.
    static func mobile(_ mobile: String) -> String {
        let digits = mobile.filter { $0.isASCII && $0.isNumber }
        return digits.count > 4 ? String(repeating: "*", count: digits.count - 2) + digits.suffix(2) : "****"
    }
}
