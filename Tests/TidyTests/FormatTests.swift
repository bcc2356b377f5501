import Foundation
import Testing

struct FormatTests {
    @Test func `swift format has nothing to say`() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "format", "lint", "--strict", "--configuration", ".swift-format", "--recursive",
            "--parallel",
            "Sources", "Tests", "Package.swift",
        ]
        process.currentDirectoryURL = SourceFile.root
        let output = Pipe()
        process.standardError = output
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text.prefix(4000))")
    }
}
