import Model
import Testing

struct ProgrammeParsingTests {
    private func demo() throws -> Programme { try Programme(parsing: ProgrammeDocuments.demo) }

    @Test func `the demo brand's programme says what its document says`() throws {
        let programme = try demo()
        #expect(programme.brand == BrandID("cdnow"))
        #expect(programme.name == LocalizedText("CDNOW Records"))
        #expect(programme.currency == Currency(code: "USD"))
        #expect(programme.zone.identifier == "America/New_York")
        #expect(programme.defaultLocale == "en-US")
        #expect(programme.coin.valueCoins == 100)
        #expect(programme.coin.valueAmount == 100)
        #expect(programme.coin.nameOther.text(locale: "de-AT", fallback: "en-US") == "Münzen")
        let earning = programme.earning
        #expect(earning.base == .total && earning.coins == 1 && earning.perAmount == 100)
        #expect(earning.minimumAmount == 0 && earning.awardOn == .paid && earning.pendingDays == 0)
        #expect(earning.includesTax && earning.includesShipping && !earning.earnsOnCoinsPart)
        #expect(
            programme.expiry
                == ExpiryPolicy(kind: .age(.months(24)), lengthensExistingLots: true))
        #expect(programme.origins == ["https://cdnow.example"])
        #expect(programme.screens.sections(of: .home).contains(.earnActions))
        #expect(programme.screens.sections(of: .vip) == SectionType.sections(of: .vip))
    }

    @Test func `the demo brand's tiers, triggers, rewards and referral programme are read`() throws {
        let programme = try demo()
        let tiers = try #require(programme.tiers)
        #expect(tiers.window == .lifetime)
        #expect(tiers.graceDays == 30)
        #expect(tiers.levels.map(\.id.text) == ["fan", "silver", "gold", "platinum"])
        #expect(tiers.levels.map(\.threshold) == [0, 15_000, 50_000, 1_000_000])
        #expect(tiers.levels.map(\.multiplierBasisPoints) == [10_000, 12_500, 15_000, 20_000])
        #expect(programme.triggers.map(\.kind) == [.appInstall, .signUp, .review, .birthday, .social])
        #expect(programme.triggers.map(\.coins) == [150, 50, 20, 100, 25])
        #expect(programme.triggers.map(\.isOpen) == [false, false, true, false, true])
        let frequencies: [Trigger.Frequency] = [
            .onceEver, .onceEver, .times(1, per: .day), .times(1, per: .year), .onceEver,
        ]
        #expect(programme.triggers.map(\.frequency) == frequencies)
        let prices: [Reward.Price] = [
            .fixed(coins: 500, amount: 500), .fixed(coins: 900, amount: 1000),
            .fixed(coins: 1500, amount: 2000),
            .variable(coinsPerStep: 100, amountPerStep: 100, stepsMinimum: 1, stepsMaximum: 50),
            .percentage(coins: 600, basisPoints: 1500, maximumAmount: 1500),
            .freeShipping(coins: 300, maximumAmount: 800),
            .freeProduct(coins: 1200, productID: "surprise-record"), .fixed(coins: 2000, amount: 2500),
        ]
        #expect(programme.rewards.map(\.price) == prices)
        #expect(
            programme.rewards.map(\.minimumTier?.text) == [nil, nil, "gold", nil, nil, nil, "silver", nil])
        let referral = ReferralSettings(
            isActive: true, referrerCoins: 250, friendCoins: 150, minimumOrderAmount: 2000, holdDays: 0,
            monthlyCap: 10, lifetimeCap: 100, shareURL: "https://cdnow.example/friends?code={code}")
        #expect(programme.referral == referral)
    }

    @Test func `the coin's name may have further plural forms, in the languages that have them alone`() throws
    {
        let coin = try demo().coin
        #expect(coin.nameForms[.two] == LocalizedText(["ar": "عملتان"]))
        #expect(Set(coin.nameForms.keys) == [.two, .few, .many])
        // Written back as it was read; a document without them stays what it was.
        let again = try Programme(parsing: try demo().canonicalDocument())
        #expect(again.coin == coin)
        let plain = try Programme(parsing: Array(ProgrammeDocuments.smallest.utf8))
        #expect(plain.coin.nameForms.isEmpty)
        let written = try JSONValue(parsing: plain.canonicalDocument())
        #expect(written["coin"]?["name"]?["two"] == nil)
    }

    @Test func `every text that customers of the demo brand read is there in four languages`() throws {
        let programme = try demo()
        var texts = [programme.coin.nameOne, programme.coin.nameOther]
        texts += programme.tiers?.levels.flatMap { [$0.name] + $0.benefits } ?? []
        texts += programme.triggers.flatMap { [$0.title, $0.summary ?? $0.title] }
        texts += programme.rewards.flatMap { [$0.title, $0.summary ?? $0.title] }
        texts += programme.earning.rules.compactMap(\.title) + programme.earning.campaigns.compactMap(\.title)
        #expect(texts.count == 43)
        for text in texts { #expect(text.texts.keys.sorted() == ["ar", "de", "en", "hi"]) }
    }

    @Test func `no member of the demo document is lost on the way through the parsed form`() throws {
        let written = try JSONValue(parsing: demo().canonicalDocument())
        let original = try JSONValue(parsing: ProgrammeDocuments.demo)
        #expect(written.sorted == original.sorted)
    }

    @Test(arguments: [
        ("brand/name", #"{"en": "CDNOW", "pt-BR": "CDAGORA"}"#),
        ("earning/base/of", #""subtotal""#), ("earning/base/coins", "7"),
        ("earning/base/per_amount", "333"), ("earning/minimum_amount", "1000"),
        ("earning/award_on", #""delivered""#), ("earning/pending_days", "14"),
        (
            "expiry",
            #"{"kind": "days", "after": 90, "round_to": "month_end", "lengthens_existing_lots": false}"#
        ),
        ("expiry", #"{"kind": "never", "lengthens_existing_lots": true}"#),
        ("tiers/window", #"{"kind": "calendar_year"}"#),
        ("tiers/window", #"{"kind": "rolling_months", "months": 12}"#), ("tiers/grace_days", "0"),
        ("triggers/2/frequency", #"{"kind": "times", "count": 3, "per": "week"}"#),
        ("triggers/2/active", "false"), ("triggers/2/listed", "false"),
        ("triggers/2/allows_override", "true"),
        ("triggers/2/pending_days", "7"),
        ("rewards/0/active", "false"), ("rewards/0/returns_coins_on_expiry", "false"),
        ("rewards/0/minimum_tier", #""silver""#), ("rewards/0/code_prefix", #""""#),
        ("referral/active", "false"), ("referral/hold_days", "30"),
        ("screens/sections/wallet", #"["history_preview", "wallet_card"]"#),
        ("screens/texts/wallet.title", #"{"en": "Your coins"}"#), ("origins", "[]"),
        ("theme/corner_radius", "0"), ("currency", #""JPY""#),
    ])
    func `each setting keeps the value that the document gives it`(path: String, json: String) throws {
        let document = try ProgrammeDocuments.demo(path, json)
        let written = try JSONValue(parsing: Programme(parsing: document).canonicalDocument())
        #expect(written.sorted == (try JSONValue(parsing: document).sorted))
        #expect(written.sorted != (try JSONValue(parsing: ProgrammeDocuments.demo).sorted))
    }

    @Test(arguments: [
        "brand/name", "tiers", "triggers", "rewards", "referral", "expiry", "theme", "screens", "origins",
        "refunds", "redemption", "records",
    ])
    func `a part that a document may leave out is left out of none that needs it`(part: String) throws {
        let errors = try ProgrammeDocuments.errors(of: ProgrammeDocuments.demo(part, nil)).map(\.pointer)
        switch part {
        case "brand/name": #expect(errors == ["#/brand/name"])
        case "tiers":
            let places = [
                "earning/campaigns/1/minimum_tier", "rewards/1/tier_prices/silver",
                "rewards/1/tier_prices/gold", "rewards/2/minimum_tier", "rewards/4/tier_prices/platinum",
                "rewards/5/tier_prices/gold", "rewards/5/tier_prices/platinum",
                "rewards/5/tier_prices/silver",
                "rewards/6/minimum_tier",
            ]
            #expect(errors == places.map { "#/\($0)" })
        default: #expect(errors == [])
        }
    }

    @Test func `the smallest document gets the defaults`() throws {
        let programme = try Programme(parsing: Array(ProgrammeDocuments.smallest.utf8))
        let earning = EarningSettings(
            base: .total, coins: 1, perAmount: 100, minimumAmount: 0, awardOn: .paid, pendingDays: 0)
        #expect(programme.earning == earning)
        #expect(programme.expiry == .never)
        #expect(programme.tiers == nil)
        #expect(programme.triggers == [] && programme.rewards == [] && programme.origins == [])
        #expect(programme.referral == nil)
        #expect(programme.theme == .standard)
        #expect(programme.refunds == .standard)
        #expect(programme.redemption == .none)
        #expect(programme.apiLogDays == 30)
        for screen in ScreenName.allCases {
            #expect(programme.screens.sections(of: screen) == SectionType.sections(of: screen))
        }
    }

    @Test func `triggers, rewards and tiers get their defaults`() throws {
        var document = try ProgrammeDocuments.demo(
            "triggers", #"[{"id": "x1", "kind": "custom", "title": "X", "coins": 1}]"#)
        let trigger = try #require(try Programme(parsing: document).triggers.first)
        #expect(trigger.frequency == .onceEver && trigger.isActive && trigger.isListed && !trigger.isOpen)
        #expect(trigger.pendingDays == 0)
        document = try ProgrammeDocuments.demo(
            "rewards", #"[{"id": "x1", "kind": "fixed_amount", "title": "X", "coins": 1, "amount": 1}]"#)
        let reward = try #require(try Programme(parsing: document).rewards.first)
        #expect(reward.isActive && reward.returnsCoinsOnExpiry && reward.validDays == nil)
        #expect(reward.minimumCartAmount == 0 && reward.codePrefix == "")
        document = try ProgrammeDocuments.demo("tiers/grace_days", nil)
        #expect(try Programme(parsing: document).tiers?.graceDays == 30)
        document = try ProgrammeDocuments.demo("tiers/levels/0/multiplier_basis_points", nil)
        #expect(try Programme(parsing: document).tiers?.levels.first?.multiplierBasisPoints == 10_000)
    }
}
