import Testing

/// The judge that every answer of these tests is held before.
@Suite(.enabled(if: ContractJudge.shared != nil, "LOYALTY_TEST_PYTHON names no Python; Tests/run sets it"))
struct ContractJudgeTests {
    static let good =
        "HTTP/1.1 200 OK\r\nX-Request-Id: a\r\nCache-Control: no-store\r\n"
        + "Content-Type: application/json\r\n\r\n{\"status\": \"alive\"}"

    @Test func `an answer that keeps the contract passes`() throws {
        #expect(try Self.faults(Self.good) == [])
    }

    @Test(arguments: [
        ("alive", "tired"), ("}", ", \"more\": 1}"), ("X-Request-Id: a\r\n", ""),
        ("application/json", "text/plain"),
        ("200 OK", "201 Created"), ("{\"status\"", "{\"state\""),
    ])
    func `an answer that breaks the contract is found`(good: String, broken: String) throws {
        #expect(try !Self.faults(Self.good.replacing(good, with: broken)).isEmpty)
    }

    private static func faults(_ answer: String) throws -> [String] {
        let judge = try #require(ContractJudge.shared)
        return try judge.faults(of: TestResponse(parsing: Array(answer.utf8)), to: "GET", "/healthz")
    }
}
