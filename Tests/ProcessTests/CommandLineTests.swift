import Foundation
import TestFiles
import Testing

/// What the program says to whoever types.
struct CommandLineTests {
    static let commands = [
        ["serve"], ["demo"], ["program", "publish"], ["program", "show"], ["program", "validate"],
        ["program", "simulate"], ["program", "test"], ["program", "texts"],
        ["keys", "create"], ["keys", "import"], ["keys", "list"], ["keys", "revoke"], ["keys", "rotate"],
        ["connectors", "initialise"], ["connectors", "list"], ["postbacks", "address"],
        ["import", "orders"], ["import", "points"], ["import", "codes"], ["import", "nector-ids"], ["verify"],
        ["backup"], ["restore"], ["upgrade"], ["ready"], ["print", "systemd"], ["print", "nginx"],
        ["print", "container"], ["sandbox", "clock"], ["version"],
    ]

    @Test(arguments: commands) func `every command has its help`(words: [String]) throws {
        for flag in ["--help", "-h"] {
            let outcome = try Executable.run(words + [flag])
            #expect(outcome.code == 0)
            #expect(outcome.output.hasPrefix("Usage: loyalty \(words.joined(separator: " "))"))
            #expect(outcome.output.contains("--help"))
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test func `the texts of the screens are listed with their names and placeholders`() throws {
        let english = try Executable.run(["program", "texts", "en"])
        #expect(english.code == 0)
        let lines = english.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(lines.allSatisfy { $0.count == 3 })
        #expect(lines.contains(["state_cap_reached", "Limit reached", "{brand} {coin_name}"]))
        #expect(lines.contains { $0[0] == "history_count.one" && $0[2].contains("{count}") })
        #expect(try Executable.run(["program", "texts", "ar"]).output.contains("\nhistory_count.two\t"))
        let unknown = try Executable.run(["program", "texts", "fr"])
        #expect(unknown.code == 2 && unknown.errors.contains("en, de, hi, ar"))
    }

    @Test(arguments: [[], ["--help"], ["help"], ["keys", "--help"], ["help", "program"]])
    func `help lists the commands`(words: [String]) throws {
        let outcome = try Executable.run(words)
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("COMMAND"))
        if words.isEmpty {
            for command in Self.commands {
                #expect(outcome.output.contains("\n  " + command.joined(separator: " ")))
            }
        }
    }

    @Test(arguments: [
        (["sevre"], "unknown command \"sevre\"; did you mean serve?"),
        (["keys", "crate"], "unknown command \"keys crate\"; did you mean create?"),
        (["keys"], "\"keys\" wants one of: create, import, list, revoke, rotate"),
        (["cook"], "unknown command \"cook\"; there is: serve, demo, program"),
        (["serve", "--prot", "1"], "unknown option --prot; did you mean --port?"),
        (["serve", "--colour", "1"], "unknown option --colour; `serve` takes: --database, --host"),
        (["serve", "--port"], "--port needs a value: --port N"),
        (["serve", "--port", "--host"], "--port needs a value"),
        (["serve", "--port", "1", "--port=2"], "--port is given twice"),
        (["keys", "create", "--server=yes"], "--server takes no value"),
        (["program", "validate"], "`program validate` needs FILE"),
        (["verify", "now"], "`verify` does not know what to do with \"now\""),
        (["verify"], "--database (or LOYALTY_DATABASE) is required"),
        (["backup", "--database", "x"], "`backup` needs FILE"),
        (["backup", "-", "--database", "x"], "FILE is the backup to make"),
        (["backup", "folder/", "--database", "x"], "FILE is the backup to make"),
        (["restore", "copy.db"], "--database (or LOYALTY_DATABASE) is required"),
        (["upgrade", "--check=yes", "--database", "x"], "--check takes no value"),
        (["ready", "--port", "0"], "a whole number from 1 to 65535"),
        (["print"], "\"print\" wants one of: systemd, nginx, container"),
        (["print", "ngnix"], "unknown command \"print ngnix\"; did you mean nginx?"),
        (["keys", "create", "--database", "x"], "--kind is required"),
        (
            ["keys", "create", "--database", "x", "--kind", "root"],
            "--kind is \"root\"; expected is read, write or admin"
        ),
        (
            ["keys", "create", "--database", "x", "--kind", "read", "--mode", "dev"],
            "expected is live or test"
        ),
        (
            ["keys", "create", "--database", "x", "--kind", "read", "--brand", "A"],
            "--brand is \"A\"; expected is 2 to 64"
        ),
        (["keys", "revoke", "12", "--database", "x"], "\"12\" is no key id; expected is key-12"),
        (
            ["keys", "rotate", "key-1", "--overlap", "1y", "--database", "x"],
            "expected is a time such as 30m, 24h, 7d"
        ),
        (["program", "show", "--version", "0", "--database", "x"], "expected is a version number from 1"),
    ])
    func `what is not understood is said, with what was meant`(words: [String], message: String) throws {
        let outcome = try Executable.run(words)
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("loyalty: "))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func `words after two hyphens are no options`() throws {
        let outcome = try Executable.run(["program", "validate", "--", "--odd-name"])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("cannot read --odd-name: No such file"))
    }

    @Test func `the version is said on standard output`() throws {
        let outcome = try Executable.run(["version"])
        #expect(outcome.code == 0)
        #expect(outcome.output.firstMatch(of: /^loyalty \d+\.\d+\.\d+\n$/) != nil)
    }

    @Test func `a database that is not there is not made by a question`() throws {
        let scratch = try Scratch()
        for words in [["verify"], ["keys", "list"], ["program", "show"]] {
            let outcome = try Executable.run(words + ["--database", scratch.path("none.db")])
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("there is no database \(scratch.path("none.db"))"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
    }

    @Test func `a programme is checked without a database`() throws {
        let scratch = try Scratch()
        let good = try scratch.file("good.json", Programmes.plain)
        #expect(try Executable.run(["program", "validate", good]).code == 0)
        let bad = try scratch.file("bad.json", Programmes.plain.replacing("\"USD\"", with: "\"XXD\""))
        let outcome = try Executable.run(["program", "validate", bad])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("/currency"))
    }

    @Test func `a programme is published, shown as it came, and read from standard input`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let shown = try Executable.run(["program", "show", "--database", database])
        #expect(shown.output == Programmes.plain + "\n")
        let next = Programmes.plain.replacing("\"CDNOW\"", with: "\"CDNOW Records\"")
        let outcome = try Executable.run(["program", "publish", "-", "--database", database], input: next)
        #expect(outcome.output.hasPrefix("cdnow: published as version 2 (sha256 "))
        let again = try Executable.run(["program", "publish", "-", "--database", database], input: next)
        #expect(again.output.hasPrefix("cdnow: unchanged, already version 2"))
    }

    @Test func `a new key stands alone on standard output`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let outcome = try Executable.run([
            "keys", "create", "--brand", "cdnow", "--kind", "read", "--database", database,
        ])
        #expect(outcome.code == 0)
        #expect(outcome.output.firstMatch(of: /^lbr_live_[A-Za-z0-9_-]{32}\n$/) != nil)
        let list = try Executable.run(["keys", "list", "--database", database])
        #expect(list.output.contains("key-1"))
        #expect(!list.output.contains(outcome.output.dropLast()))
    }
}
