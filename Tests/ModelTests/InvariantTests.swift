import Model
import Testing

struct InvariantTests {
    @Test func `a broken invariant stops the process with its message`() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            invariant(1 + 1 == 3, "sums are right")
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("broken invariant: sums are right"))
    }

    @Test func `an invariant that holds does nothing, and its message is never made`() {
        var made = false
        func message() -> String {
            made = true
            return ""
        }
        invariant(true, message())
        #expect(!made)
    }
}
