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
}
