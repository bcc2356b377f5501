import Foundation
import TestFiles
import Testing

/// The real purchases, against a witness that shares no line of code with the service.
struct AcceptanceTests {
    @Test func `coins, lots and history of every customer are what the purchases say`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let script = Executable.root.appending(path: "Tests/Acceptance/cdnow_check.py").path
        let sample = Executable.root.appending(path: "Sources/Assets/cdnow_sample.txt").path
        let rows = try Executable.run(Executable.python, [script, "csv", sample])
        #expect(rows.code == 0, "\(rows.errors)")
        let file = try scratch.file("orders.csv", rows.output)
        let imported = try Executable.run(["import", "orders", file, "--database", database])
        #expect(imported.output.contains("6919 rows: 6919 new"), "\(imported.output)\(imported.errors)")
        let key = try Executable.run(["keys", "create", "--kind", "read", "--server", "--database", database])
        let server = try RunningServer(database: database, ["--rate-limits", "off"])
        let checked = try Executable.run(
            Executable.python,
            [
                script, "check", sample, "--base-url", server.baseURL, "--key", String(key.output.dropLast()),
                "--database", database,
            ])
        #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
        #expect(checked.output.hasPrefix("2357 customers, "))
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
        #expect(server.stop() == 0)
    }
}
