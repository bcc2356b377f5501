import Foundation
import TestFiles
import Testing

/// The demo, as somebody who has just heard of the service meets it.
struct DemoTests {
    private static let names = [
        "BASE_URL", "READ_KEY", "WRITE_KEY", "ADMIN_KEY", "CUSTOMER_ID", "CUSTOMER_TOKEN",
        "APP_INSTALL_TRIGGER_ID", "TEST_WRITE_KEY", "TEST_ADMIN_KEY", "REFERRAL_CODE",
    ]

    @Test func `what it prints works when it is pasted`() throws {
        let scratch = try Scratch()
        let server = try RunningServer(["demo", "--port", "0", "--env-file", scratch.path("demo.env")])
        server.program.wait { $0.output.contains("/redemptions") && $0.output.hasSuffix("\n") }
        let lines = server.program.output.split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("curl ") }
        #expect(lines.count == 12)
        for line in lines {
            let outcome = try Executable.run("bash", ["-c", line + " -w '\\n%{http_code}\\n'"])
            #expect(outcome.code == 0, "\(line)\n\(outcome.errors)")
            let status = outcome.output.split(separator: "\n").last ?? ""
            #expect(["200", "201"].contains(status), "\(line)\n\(outcome.output)")
        }
        let install = try #require(lines.first { $0.contains("/fire") })
        let again = try Executable.run(
            "bash", ["-c", install.replacing("try-install-1", with: "try-install-2")])
        #expect(again.output.contains("already_awarded"), "\(again.output)")
        #expect(server.stop() == 0)
    }

    @Test func `the file of assignments is good for a shell and for its owner only`() throws {
        let demo = try DemoCopy()
        let attributes = try FileManager.default.attributesOfItem(atPath: demo.file)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let script =
            "set -eu; . \(demo.file); for n in \(Self.names.joined(separator: " ")); do echo \"$n=${!n}\"; done"
        let outcome = try Executable.run("bash", ["-c", script])
        let values = Dictionary(
            uniqueKeysWithValues: outcome.output.split(separator: "\n").map { line in
                let parts = line.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
            })
        #expect(values["BASE_URL"] == demo.server.baseURL)
        #expect(values["CUSTOMER_ID"] == "cdnow-00004")
        #expect(values["READ_KEY"]?.hasPrefix("lbr_live_") == true)
        #expect(values["WRITE_KEY"]?.hasPrefix("lbw_live_") == true)
        #expect(values["ADMIN_KEY"]?.hasPrefix("lba_live_") == true)
        #expect(values["CUSTOMER_TOKEN"]?.split(separator: ".").count == 3)
        #expect(values["APP_INSTALL_TRIGGER_ID"] == "app-install")
        #expect(demo.server.stop() == 0)
    }

    @Test func `each screen of the printed customer shows something`() throws {
        let demo = try DemoCopy()
        let key = try #require(
            try String(contentsOfFile: demo.file, encoding: .utf8).firstMatch(of: /WRITE_KEY='(.*)'/)
        ).1
        let client = HTTPClient(port: demo.server.port)
        for screen in ["home", "wallet", "history", "earn", "redeem", "vip", "referrals", "coupons"] {
            let answer = client.send("GET", "/v1/customers/cdnow-00004/screens/\(screen)", key: String(key))
            #expect(answer?.status == 200)
            let sections = answer?.json["sections"] as? [[String: Any]] ?? []
            #expect(!sections.isEmpty, "\(screen)")
        }
        let history = client.send("GET", "/v1/customers/cdnow-00004/transactions?limit=100", key: String(key))
        for kind in ["earn", "spend", "return", "adjustment"] {
            #expect(history?.body.contains("\"kind\":\"\(kind)\"") == true, "\(kind)")
        }
        let coupons = client.send("GET", "/v1/customers/cdnow-00004/coupons?limit=100", key: String(key))
        for state in ["active", "used", "cancelled", "expired"] {
            #expect(coupons?.body.contains("\"status\":\"\(state)\"") == true, "\(state)")
        }
        #expect(demo.server.stop() == 0)
    }

    @Test func `a second start serves what is there, with the same keys`() throws {
        let scratch = try Scratch()
        let words = [
            "demo", "--port", "0", "--database", scratch.path("demo.db"), "--env-file",
            scratch.path("demo.env"),
        ]
        func start() throws -> (keys: [Substring], orders: String) {
            let server = try RunningServer(words)
            server.program.wait { $0.output.contains("/redemptions") }
            let text = try String(contentsOfFile: scratch.path("demo.env"), encoding: .utf8)
            let verified = try Executable.run(["verify", "--database", scratch.path("demo.db")])
            #expect(verified.code == 0, "\(verified.output)")
            #expect(verified.output.contains("2387 customers"))
            #expect(server.stop() == 0)
            return (text.split(separator: "\n").filter { $0.contains("_KEY=") }, verified.output)
        }
        let first = try start()
        let second = try start()
        #expect(first.keys == second.keys)
        #expect(first.orders == second.orders)
    }

    @Test func `without a database of its own it leaves nothing behind`() throws {
        let server = try RunningServer(["demo", "--port", "0"])
        server.program.wait { $0.output.contains("/redemptions") }
        let place = try #require(
            try Executable.run("bash", ["-c", "readlink /proc/\(server.program.identifier)/fd/*"]).output
                .split(separator: "\n").first { $0.hasSuffix("demo.db") })
        #expect(FileManager.default.fileExists(atPath: String(place)))
        #expect(server.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: String(place.dropLast("/demo.db".count))))
    }

    @Test func `a database that is no demo is left alone`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let outcome = try Executable.run(["demo", "--port", "0", "--database", database])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("\(database) is not a demo's database"))
    }
}
