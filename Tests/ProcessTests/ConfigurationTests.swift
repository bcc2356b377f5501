import Foundation
import TestFiles
import Testing

/// Where settings come from, and what is said of wrong ones.
struct ConfigurationTests {
    @Test(arguments: [
        ("--port", "70000", "a whole number from 0 to 65535"),
        ("--port", "08", "a whole number from 0 to 65535"),
        ("--loops", "0", "a whole number from 1 to 256"), ("--host", "localhost", "an IPv4 or IPv6 address"),
        ("--log-level", "loud", "one of error, warning, info, debug"),
        ("--connections-max", "many", "a whole number from 1 to 1000000"),
        ("--trusted-proxies", "10.0.0.1/8", "addresses and ranges such as 10.0.0.0/8,2001:db8::1"),
        ("--trusted-proxies", "10.0.0.1,,10.0.0.2", "addresses and ranges such as 10.0.0.0/8,2001:db8::1"),
        ("--public-url", "coins.example", "an http or https URL"),
        ("--drain-seconds", "-1s", "a whole number from 0 to 3600"),
        ("--verify-hours", "9000", "a whole number from 0 to 8760"),
        ("--requests-per-connection", "-1", "a whole number from 0 to 1000000000"),
        ("--buffers-mb", "0", "a whole number from 1 to 65536"),
        ("--head-seconds", "0", "a whole number from 1 to 3600"),
        ("--body-seconds", "3601", "a whole number from 1 to 3600"),
        ("--write-seconds", "1.5", "a whole number from 1 to 3600"),
        ("--idle-seconds", "", "a whole number from 1 to 3600"),
    ])
    func `a wrong setting names its origin, its value and what is expected`(
        option: String, value: String, expected: String
    ) throws {
        let scratch = try Scratch()
        let name = String(option.dropFirst(2))
        let variable = "LOYALTY_" + name.uppercased().replacing("-", with: "_")
        let file = try scratch.file("loyalty.conf", "# A comment\n\n\(name) = \(value)\n")
        let base = ["serve", "--database", scratch.path("books.db")]
        let cases: [([String], [String: String], String)] = [
            (base + ["\(option)=\(value)"], [:], option), (base, [variable: value], variable),
            (base + ["--config", file], [:], "\(file):3: \(name)"),
        ]
        for (words, environment, origin) in cases {
            let outcome = try Executable.run(words, environment: environment)
            #expect(outcome.code == 2)
            #expect(
                outcome.errors.contains("loyalty: \(origin) is \"\(value)\"; expected is \(expected)"),
                "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path("books.db")))
    }

    @Test func `the command line goes before the environment, and that before the file`() throws {
        let scratch = try Scratch()
        let file = try scratch.file("loyalty.conf", "log-level = from-file\nhost = \"also\"\n")
        let base = ["serve", "--database", scratch.path("books.db"), "--config", file, "--host", "127.0.0.1"]
        let inFile = try Executable.run(base)
        #expect(inFile.errors.contains("\(file):1: log-level is \"from-file\""))
        let inEnvironment = try Executable.run(base, environment: ["LOYALTY_LOG_LEVEL": "from-environment"])
        #expect(inEnvironment.errors.contains("LOYALTY_LOG_LEVEL is \"from-environment\""))
        let onLine = try Executable.run(
            base + ["--log-level", "from-line"], environment: ["LOYALTY_LOG_LEVEL": "from-environment"])
        #expect(onLine.errors.contains("--log-level is \"from-line\""))
    }

    @Test(arguments: [
        ("prot = 1\n", ":1: unknown setting \"prot\"; did you mean port?"),
        ("port 1\n", ":1: \"port 1\" is not `name = value`"),
        ("port = 1\nport = 2\n", ":2: port is set twice"),
    ])
    func `a wrong file names its line`(text: String, message: String) throws {
        let scratch = try Scratch()
        let file = try scratch.file("loyalty.conf", text)
        let outcome = try Executable.run(["serve", "--database", scratch.path("books.db"), "--config", file])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains(file + message), "\(outcome.errors)")
    }

    @Test func `a file that is not there is said to be missing`() throws {
        let outcome = try Executable.run(["serve", "--database", "x", "--config", "/nowhere/loyalty.conf"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("cannot read /nowhere/loyalty.conf: No such file"))
    }

    @Test func `every setting may come from the file`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let text = """
            database = \(database)
            host = 127.0.0.1
            port = 0
            loops = 1
            connections-max = 50
            drain-seconds = 1
            log-level = warning
            """
        let file = try scratch.file("loyalty.conf", text)
        let server = try RunningServer(["serve", "--config", file])
        #expect(server.program.output.contains("(1 loop)"))
        #expect(server.stop() == 0)
    }

    @Test
    func `a database that cannot be, a port that is taken and a foreign file are failures, not crashes`()
        throws
    {
        let scratch = try Scratch()
        let nowhere = try Executable.run(["serve", "--database", "/nowhere/books.db"])
        #expect(nowhere.code == 1)
        #expect(nowhere.errors.contains("/nowhere/books.db"))
        let foreign = try scratch.file("foreign.db", String(repeating: "not a database ", count: 100))
        let outcome = try Executable.run(["serve", "--database", foreign, "--port", "0"])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("foreign.db is not a sound database"))
        let server = try RunningServer(database: try scratch.published())
        let taken = try Executable.run([
            "serve", "--database", scratch.path("other.db"), "--port", "\(server.port)",
        ])
        #expect(taken.code == 1)
        #expect(taken.errors.contains("\(server.port)") || taken.errors.contains("in use"), "\(taken.errors)")
    }
}
