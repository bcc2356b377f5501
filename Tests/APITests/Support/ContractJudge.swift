import Foundation
import Testing

/// Holds every answer that the tests see against the contract's schemas: one foreign validator, started once, that reads
/// an answer a line and says what is wrong with it.
final class ContractJudge: @unchecked Sendable {
    // Sendable: the lock is held around every question and its answer.
    private let lock = NSLock()
    private let questions: FileHandle
    private let answers: FileHandle
    /// What was judged before; most tests ask for the same few things.
    private var seen: Set<[String]> = []

    /// Nil where no Python with the contract's requirements is named; `Tests/run` names one.
    static let shared: ContractJudge? = {
        guard let python = ProcessInfo.processInfo.environment["LOYALTY_TEST_PYTHON"] else { return nil }
        return try? ContractJudge(python: python)
    }()

    private init(python: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [tests.appending(path: "Contract/judge.py").path]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        // A judge that has gone is an error of the test that asks it, not the end of all tests.
        _ = signal(SIGPIPE, SIG_IGN)
        try process.run()
        questions = input.fileHandleForWriting
        answers = output.fileHandleForReading
    }

    /// Records an issue for everything that the contract does not allow of an answer.
    ///
    /// - Parameter request: Its bytes, of which the first line says what was asked; bytes that are no request line are
    ///   answered before anybody knows which operation was meant.
    static func check(_ response: TestResponse, to request: String) throws {
        let words = request.prefix { $0 != "\r\n" }.split(separator: " ")
        guard let shared, words.count == 3 else { return }
        let faults = try shared.faults(of: response, to: String(words[0]), String(words[1]))
        #expect(faults.isEmpty, "\(words[0]) \(words[1]): \(faults.joined(separator: "; "))\n\(response)")
    }

    /// What of an answer the contract does not allow.
    func faults(of response: TestResponse, to method: String, _ target: String) throws -> [String] {
        let line: [String: Any] = [
            "method": method, "path": target, "status": response.status, "body": response.text,
            "fields": Dictionary(
                response.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" }),
        ]
        // These fields are another each time, and as good as before.
        let fields = response.fields.filter { $0.name != "date" && $0.name != "x-request-id" }
        let names = response.fields.map(\.name).joined(separator: " ")
        let gist = [method, target, "\(response.status)", "\(fields)", names, response.text]
        guard lock.withLock({ seen.insert(gist).inserted }) else { return [] }
        var bytes = try JSONSerialization.data(withJSONObject: line)
        bytes.append(0x0A)
        return try lock.withLock {
            try questions.write(contentsOf: bytes)
            var answer = Data()
            while answer.last != 0x0A {
                let more = answers.availableData
                guard !more.isEmpty else { throw TestResponse.Malformed(description: "the judge has gone") }
                answer.append(more)
            }
            return try JSONDecoder().decode([String].self, from: answer)
        }
    }
}
