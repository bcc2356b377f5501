import Model
import Testing

struct TextKeysTests {
    @Test(arguments: [
        "wallet_balance", "coins_amount", "coins_amount.one", "coins_amount.other", "coins_amount.few",
    ])
    func `a document that is published may override a message and its forms`(key: String) throws {
        let document = try ProgrammeDocuments.demo("screens/texts/\(key)", #""T""#)
        _ = try Programme(publishing: document)
    }

    @Test(arguments: [
        "wallet.balance", "wallet_balance.one", "coins_amount.", "coins_amount.dual", "coins_amount.one.one",
        "no_such",
    ])
    func `a message that the screens do not have is refused when it is published, and read ever after`(
        key: String
    ) throws {
        let document = try ProgrammeDocuments.demo("screens/texts/\(key)", #""T""#)
        _ = try Programme(parsing: document)
        let error = try #require(throws: InvalidInput.self) { try Programme(publishing: document) }
        #expect(error.errors.map { "\($0.pointer) \($0.code)" } == ["#/screens/texts/\(key) not_allowed"])
    }

    @Test(arguments: [
        ("title_rewards", #""Hi {nope}""#, "{nope}"), ("title_rewards", #""By {date}""#, "{date}"),
        ("reward_fixed", #"{"en": "{amount} for {coins}", "de": "{betrag} weg"}"#, "{betrag} in de"),
        ("coins_amount.one", #""{number} {coin_name}""#, "{number}"),
    ])
    func `a text with a placeholder that its message does not have is refused when it is published`(
        key: String, text: String, name: String
    ) throws {
        let document = try ProgrammeDocuments.demo("screens/texts/\(key)", text)
        _ = try Programme(parsing: document)
        let error = try #require(throws: InvalidInput.self) { try Programme(publishing: document) }
        #expect(error.errors.map { "\($0.pointer) \($0.code)" } == ["#/screens/texts/\(key) not_allowed"])
        #expect(error.errors.first?.detail.contains("has \(name), ") == true, "\(error)")
    }

    @Test(arguments: [
        ("title_rewards", #""{brand}: {coin_name} for {1} and { or {}""#),
        ("coins_amount.one", #""{count} {coin_name}""#), ("expiry_notice", #""{coins} lapse on {date}""#),
    ])
    func
        `a text may have what its message has, the coins' name and the brand's, and braces around other things`(
            key: String, text: String
        ) throws
    {
        _ = try Programme(publishing: ProgrammeDocuments.demo("screens/texts/\(key)", text))
    }
}
