import Model
import Testing

/// One change of the demo document, and the one fault that it makes.
struct ProgrammeFault: CustomTestStringConvertible, Sendable {
    let path: String
    /// The JSON that takes the place; nil takes the member out.
    let json: String?
    let code: String
    let pointer: String

    init(_ path: String, _ json: String?, _ code: String, at pointer: String? = nil) {
        (self.path, self.json, self.code) = (path, json, code)
        self.pointer = "#/" + (pointer ?? path)
    }

    var testDescription: String { "\(path) = \(json ?? "nothing"): \(code)" }
}

struct ProgrammeFaultTests {
    private func check(_ fault: ProgrammeFault) throws {
        let errors = try ProgrammeDocuments.errors(of: ProgrammeDocuments.demo(fault.path, fault.json))
        #expect(errors.map { "\($0.pointer) \($0.code)" } == ["\(fault.pointer) \(fault.code)"])
        for error in errors { #expect(error.detail.hasSuffix(".") && !error.detail.hasSuffix("..")) }
    }

    @Test(arguments: [
        ProgrammeFault("schema", nil, "required"), ProgrammeFault("schema", "2", "not_allowed"),
        ProgrammeFault("schema", #""1""#, "wrong_type"), ProgrammeFault("surprise", "1", "unknown_field"),
        ProgrammeFault("brand", nil, "required"), ProgrammeFault("brand", "[]", "wrong_type"),
        ProgrammeFault("brand/id", #""CDNOW""#, "invalid_format"),
        ProgrammeFault("brand/name", "null", "wrong_type"),
        ProgrammeFault(
            "brand/name", #"{"en_US": "CDNOW", "en": "C"}"#, "invalid_format", at: "brand/name/en_US"),
        ProgrammeFault("brand/name", #"{"de": "CDNOW"}"#, "required", at: "brand/name/en-US"),
        ProgrammeFault("brand/name", "{}", "required", at: "brand/name/en-US"),
        ProgrammeFault("brand/name", #"{"en": "A", "EN": "B"}"#, "duplicate", at: "brand/name/EN"),
        ProgrammeFault("brand/name", #"{"en": 1}"#, "wrong_type", at: "brand/name/en"),
        ProgrammeFault("brand/name", #""   ""#, "invalid_format"),
        ProgrammeFault("brand/name", #""a\nb""#, "invalid_format"),
        ProgrammeFault("currency", #""XYZ""#, "invalid_format"),
        ProgrammeFault("currency", #""usd""#, "invalid_format"),
        ProgrammeFault("time_zone", #""Mars/Olympus""#, "invalid_format"),
        ProgrammeFault("time_zone", #""../../etc/passwd""#, "invalid_format"),
        ProgrammeFault("time_zone", nil, "required"),
        ProgrammeFault("default_locale", #""english""#, "invalid_format"),
        ProgrammeFault("default_locale", #""en-""#, "invalid_format"),
        ProgrammeFault("coin/name/one", nil, "required"),
        ProgrammeFault("coin/name/two", #"{"ar": ""}"#, "too_short", at: "coin/name/two/ar"),
        ProgrammeFault("coin/name/couple", #"{"ar": "عملتان"}"#, "unknown_field"),
        ProgrammeFault("coin/worth/coins", "0", "out_of_range"),
        ProgrammeFault("coin/worth/amount", "0", "out_of_range"),
        ProgrammeFault("coin/worth/amount", "1.5", "not_an_integer"),
        ProgrammeFault("coin/worth/amount", "10000000", "out_of_range"),
    ])
    func `a fault of the basics is named with its place`(fault: ProgrammeFault) throws { try check(fault) }

    @Test(arguments: [
        ProgrammeFault("theme/colors/primary", ##""#12345""##, "invalid_format"),
        ProgrammeFault("theme/colors/primary", #""navy""#, "invalid_format"),
        ProgrammeFault("theme/colors/shadow", ##""#000000""##, "unknown_field"),
        ProgrammeFault("theme/colors/primary", ##""#80A0FF""##, "not_allowed", at: "theme/colors/on_primary"),
        ProgrammeFault("theme/colors/background", ##""#16202D""##, "not_allowed", at: "theme/colors/text"),
        ProgrammeFault("theme/colors/surface", ##""#555555""##, "not_allowed", at: "theme/colors/text"),
        ProgrammeFault("theme/corner_radius", "65", "out_of_range"),
        ProgrammeFault("theme/logo_url", #""ftp://cdnow.example/x""#, "invalid_format"),
        ProgrammeFault("theme/logo_url", #""javascript:alert(1)""#, "invalid_format"),
        ProgrammeFault("theme/coin_icon_url", #""//cdnow.example/x""#, "invalid_format"),
        ProgrammeFault("screens/sections/home", "[]", "too_short"),
        ProgrammeFault(
            "screens/sections/home", #"["wallet_card", "weather"]"#, "not_allowed",
            at: "screens/sections/home/1"),
        ProgrammeFault(
            "screens/sections/vip", #"["history_list"]"#, "not_allowed", at: "screens/sections/vip/0"),
        ProgrammeFault(
            "screens/sections/home", #"["wallet_card", "reward_list", "wallet_card"]"#, "duplicate",
            at: "screens/sections/home/2"),
        ProgrammeFault("screens/sections/cinema", #"["wallet_card"]"#, "unknown_field"),
        ProgrammeFault(
            "screens/texts", #"{"Wallet Title": "x"}"#, "invalid_format", at: "screens/texts/Wallet%20Title"),
        ProgrammeFault(
            "screens/texts/wallet.title", "{}", "required", at: "screens/texts/wallet.title/en-US"),
        ProgrammeFault("origins/0", #""https://cdnow.example/""#, "invalid_format"),
        ProgrammeFault("origins/0", #""*""#, "invalid_format"),
        ProgrammeFault("origins/0", #""https://CDNOW.example""#, "invalid_format"),
        ProgrammeFault("origins", #"["http://a.example", "http://a.example"]"#, "duplicate", at: "origins/1"),
    ])
    func `a fault of the looks is named with its place`(fault: ProgrammeFault) throws { try check(fault) }

    @Test(arguments: [
        ProgrammeFault("earning", nil, "required"), ProgrammeFault("earning/base", nil, "required"),
        ProgrammeFault("earning/base/coins", "0", "out_of_range"),
        ProgrammeFault("earning/base/coins", "-1", "out_of_range"),
        ProgrammeFault("earning/base/coins", "1e3", "not_an_integer"),
        ProgrammeFault("earning/base/coins", "1000000", "out_of_range"),
        ProgrammeFault("earning/base/per_amount", "0", "out_of_range"),
        ProgrammeFault("earning/base/of", #""tax""#, "not_allowed"),
        ProgrammeFault("earning/award_on", #""created""#, "not_allowed"),
        ProgrammeFault("earning/award_on", #""cancelled""#, "not_allowed"),
        ProgrammeFault("earning/minimum_amount", "-1", "out_of_range"),
        ProgrammeFault("earning/pending_days", "366", "out_of_range"),
        ProgrammeFault("expiry/kind", #""weeks""#, "not_allowed"),
        ProgrammeFault("expiry", #"{"kind": "never", "after": 1}"#, "unknown_field", at: "expiry/after"),
        ProgrammeFault("expiry/after", nil, "required"), ProgrammeFault("expiry/after", "0", "out_of_range"),
        ProgrammeFault("expiry/after", "121", "out_of_range"),
        ProgrammeFault("triggers/1/id", #""app-install""#, "duplicate"),
        ProgrammeFault("triggers/1/id", #""a b""#, "invalid_format"),
        ProgrammeFault("triggers/1/kind", #""dance""#, "not_allowed"),
        ProgrammeFault("triggers/1/title", nil, "required"),
        ProgrammeFault("triggers/1/coins", "0", "out_of_range"),
        ProgrammeFault("triggers/1/open", #""yes""#, "wrong_type"),
        ProgrammeFault("triggers/1/link", #""cdnow://app""#, "invalid_format"),
        ProgrammeFault(
            "triggers/0/frequency", #"{"kind": "times", "count": 1, "per": "day"}"#, "not_allowed"),
        ProgrammeFault("triggers/2/frequency/count", "0", "out_of_range"),
        ProgrammeFault("triggers/2/frequency/per", #""hour""#, "not_allowed"),
        ProgrammeFault("triggers/2/frequency/kind", #""often""#, "not_allowed"),
        ProgrammeFault("triggers/4/frequency/count", "1", "unknown_field"),
    ])
    func `a fault of earning is named with its place`(fault: ProgrammeFault) throws { try check(fault) }

    @Test(arguments: [
        ProgrammeFault("tiers/metric", #""steps""#, "not_allowed"),
        ProgrammeFault("tiers/window", nil, "required"),
        ProgrammeFault("tiers/window/kind", #""week""#, "not_allowed"),
        ProgrammeFault("tiers/window/months", "12", "unknown_field"),
        ProgrammeFault("tiers/window/kind", #""rolling_months""#, "required", at: "tiers/window/months"),
        ProgrammeFault("tiers/grace_days", "-1", "out_of_range"),
        ProgrammeFault("tiers/levels/0/threshold", "1", "out_of_range"),
        ProgrammeFault("tiers/levels/1/threshold", "0", "out_of_range"),
        ProgrammeFault("tiers/levels/2/threshold", "15000", "out_of_range"),
        ProgrammeFault("tiers/levels/1/id", #""fan""#, "duplicate"),
        ProgrammeFault("tiers/levels/1/multiplier_basis_points", "9999", "out_of_range"),
        ProgrammeFault("tiers/levels/1/multiplier_basis_points", "100001", "out_of_range"),
        ProgrammeFault("tiers/levels/1/multiplier", "2", "unknown_field"),
        ProgrammeFault("tiers/levels/1/benefits/0", "7", "wrong_type"),
        ProgrammeFault(
            "tiers/levels/1/benefits/0", #"{"de": "Mehr"}"#, "required",
            at: "tiers/levels/1/benefits/0/en-US"),
        ProgrammeFault("referral/share_url", #""https://cdnow.example/friends""#, "invalid_format"),
        ProgrammeFault("referral/share_url", #""https://{code}.example/""#, "invalid_format"),
        ProgrammeFault("referral/share_url", #""https://a.example/{code}/{code}""#, "invalid_format"),
        ProgrammeFault("referral/monthly_cap", "101", "out_of_range"),
        ProgrammeFault("referral/monthly_cap", "0", "out_of_range"),
        ProgrammeFault(
            "referral", #"{"referrer_coins": 0, "friend_coins": 0, "share_url": "http://a.example/{code}"}"#,
            "out_of_range", at: "referral/referrer_coins"),
    ])
    func `a fault of tiers and referrals is named with its place`(fault: ProgrammeFault) throws {
        try check(fault)
    }

    @Test(arguments: [
        ProgrammeFault("rewards/1/id", #""five-off""#, "duplicate"),
        ProgrammeFault("rewards/0/id", #""quote""#, "invalid_format"),
        ProgrammeFault("rewards/0/kind", #""car""#, "not_allowed"),
        ProgrammeFault("rewards/0/kind", nil, "required"),
        ProgrammeFault("rewards/0/coins", "0", "out_of_range"),
        ProgrammeFault("rewards/0/coins", nil, "required"),
        ProgrammeFault("rewards/0/amount", "0", "out_of_range"),
        ProgrammeFault("rewards/0/coins_per_step", "1", "unknown_field"),
        ProgrammeFault("rewards/3/coins_per_step", "0", "out_of_range"),
        ProgrammeFault("rewards/3/amount_per_step", "0", "out_of_range"),
        ProgrammeFault(
            "rewards/3/amount_per_step", "2000000001", "out_of_range", at: "rewards/3/steps_maximum"),
        ProgrammeFault(
            "rewards/3/coins_per_step", "20000000001", "out_of_range", at: "rewards/3/steps_maximum"),
        ProgrammeFault("rewards/3/steps_minimum", "51", "out_of_range", at: "rewards/3/steps_maximum"),
        ProgrammeFault("rewards/3/steps_minimum", "0", "out_of_range"),
        ProgrammeFault("rewards/3/steps_maximum", "10001", "out_of_range"),
        ProgrammeFault("rewards/3/amount", "100", "unknown_field"),
        ProgrammeFault("rewards/0/code_prefix", #""cd""#, "invalid_format"),
        ProgrammeFault("rewards/0/code_prefix", #""ABCDEFGHIJKLM""#, "invalid_format"),
        ProgrammeFault("rewards/0/valid_days", "0", "out_of_range"),
        ProgrammeFault("rewards/0/minimum_cart_amount", "-1", "out_of_range"),
        ProgrammeFault("rewards/0/minimum_tier", #""diamond""#, "not_allowed"),
        ProgrammeFault("rewards/0/minimum_tier", #""!""#, "invalid_format"),
        ProgrammeFault("rewards/0/active", "1", "wrong_type"),
    ])
    func `a fault of rewards is named with its place`(fault: ProgrammeFault) throws { try check(fault) }

    @Test func `all faults are told at once`() {
        let document = #"{"schema": 1, "brand": {"id": "x"}, "currency": "?", "coin": {}, "rewards": 3}"#
        let errors = ProgrammeDocuments.errors(of: Array(document.utf8)).map { "\($0.pointer) \($0.code)" }
        let expected = [
            "#/default_locale required", "#/brand/id invalid_format", "#/brand/name required",
            "#/currency invalid_format", "#/time_zone required", "#/coin/name required",
            "#/coin/worth required", "#/earning required", "#/rewards wrong_type",
        ]
        #expect(errors == expected)
    }

    @Test(arguments: [
        ("", "line 1, column 1"), ("{\n  \"schema\": 1,\n}", "line 3, column 1"),
        (#"{"schema": 1, "schema": 1}"#, "line 1"),
    ])
    func `a document that is not JSON is refused with the line`(text: String, place: String) throws {
        let error = try #require(ProgrammeDocuments.errors(of: Array(text.utf8)).first)
        #expect(error.pointer == "#" && error.code == "invalid_format")
        #expect(error.detail.contains(place), "\(error.detail)")
    }

    @Test func `a document that is no object is refused`() {
        let errors = ProgrammeDocuments.errors(of: Array("[]".utf8))
        #expect(errors.map(\.pointer) == ["#"] && errors.map(\.code) == ["wrong_type"])
    }
}
