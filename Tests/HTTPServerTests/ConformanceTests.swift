import Foundation
import HTTPServer
import Testing

@Suite struct ConformanceTests {
    /// The cases are written from the RFCs, in another language, and run against other servers, too.
    @Test func `every MUST case and every smuggling case of the conformance suite passes`() throws {
        let fixture = try Fixture()
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Conformance/http_cases.py").standardized.path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, "127.0.0.1:\(fixture.port)", "--echo", "--quiet"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains(" passed, 0 failed"), "\(text)")
        fixture.stop()
    }
}
