import Engine
import Glibc

/// The table of commands: the parser, the help and the tests read it, and nothing else knows a command's
/// name.
enum Commands {
    static let all: [Command] = [
        serve, demo, programPublish, programShow, programValidate, programSimulate, programTest,
        programTexts, keysCreate,
        keysImport, keysList, keysRevoke, keysRotate, connectorsInitialise, connectorsList, postbacksAddress,
        importOrders, importPoints, importCodes, importNectorIDs, verify, backup, restore, upgrade, ready,
        printSystemd, printNginx, printContainer, sandboxClock, version,
    ]

    static let serve = Command(
        path: ["serve"], summary: "Serves a database over HTTP until it is told to stop.",
        discussion: """
            SIGTERM or SIGINT stops it: it takes no new connections, answers what is in flight, commits
            and closes the database; a second signal ends it at once. It says on standard output where
            it listens, once it does.
            """,
        options: [
            .database, .host, .port, .loops, .drain, .rateLimits, .screenCache, .trustedProxies, .publicURL,
            .verifyHours, .logLevel, .config,
        ] + Option.limits, run: Serve.run)

    static let demo = Command(
        path: ["demo"],
        summary: "Makes a brand with eighteen months of real purchases, serves it, and prints what to try.",
        discussion:
            "The purchases are those of 2,357 customers of CDNOW, moved so that the last one was yesterday. Beside"
            + " them a cast shows every feature; the README says who shows what.",
        options: [.demoDatabase, .demoPort, .envFile, .rateLimits, .logLevel], run: Demo.run)

    static let programPublish = Command(
        path: ["program", "publish"], summary: "Makes a programme document the brand's next version.",
        discussion:
            "A brand's first document makes the brand. The same document again changes nothing. FILE may be -.",
        operands: ["FILE"], options: [.database, .config]
    ) { invocation in
        try operate(.publish, invocation, input: invocation.operands[0], makesDatabase: true)
    }

    static let programShow = Command(
        path: ["program", "show"], summary: "Prints a published programme document.",
        options: [.database, .brand, .version, .config]
    ) { try operate(.show, $0) }

    static let programValidate = Command(
        path: ["program", "validate"],
        summary: "Checks a programme document and names everything that is wrong with it.",
        operands: ["FILE"], run: Validate.run)

    static let programSimulate = Command(
        path: ["program", "simulate"],
        summary: "Runs a programme document over past orders, and says what it would have changed.",
        discussion: """
            The orders are replayed under the programme in force and under the document: coins, what
            would be owed, tier moves, who wins and loses. Nothing is written. FILE may be -.
            """,
        operands: ["FILE"], options: [.database, .mode, .months, .config]
    ) { try operate(.simulate, $0, input: $0.operands[0]) }

    static let programTest = Command(
        path: ["program", "test"],
        summary: "Runs what a brand checks before its app goes live, in a sandbox of its own.",
        discussion: """
            Starts a whole service in a temporary folder, sends it over HTTP what an app, a shop and a
            tester would send for made-up customers, and compares with what the document promises. Needs
            no database; FILE may be -, so that `loyalty program show … | loyalty program test -` tests
            what is published. Exit code 1 when a check fails.
            """,
        operands: ["FILE"], options: [.json], run: ProgramTest.run)

    static let programTexts = Command(
        path: ["program", "texts"],
        summary: "Lists the texts of the screens that a programme may put its own words in place of.",
        discussion: """
            A line a text, its columns divided by tabs: the name for `screens.texts`, the product's own
            words in the language LOCALE (en, de, hi or ar), and what may stand in braces.
            """,
        operands: ["LOCALE"], run: ProgramTexts.run)

    static let keysCreate = Command(
        path: ["keys", "create"], summary: "Makes an API key and prints it, alone, on standard output.",
        discussion: """
            The key is shown once: the database keeps only its digest. It is good at once. A read key of the
            Nector dialect is a server key, as Nector's own are, unless it is made for storefronts; its
            signing secret is printed on standard error.
            """,
        options: [
            .database, .brand, .kind, .mode, .dialect, .server, .storefront, .label, .config,
        ]
    ) { try operate(.keysCreate, $0) }

    static let keysImport = Command(
        path: ["keys", "import"], summary: "Takes over a Nector key that the brand's apps have already.",
        discussion: """
            FILE holds the key on its first line and, if the brand's back end signs with one, the key's
            signing secret on its second; it may be -. The apps then need no other key.
            """,
        operands: ["FILE"], options: [.database, .brand, .kind, .mode, .storefront, .label, .config]
    ) { try operate(.keysImport, $0, input: $0.operands[0]) }

    static let keysList = Command(
        path: ["keys", "list"], summary: "Lists the API keys, without the keys themselves.",
        options: [.database, .brand, .config]
    ) { try operate(.keysList, $0) }

    static let keysRevoke = Command(
        path: ["keys", "revoke"], summary: "Ends an API key at once.", operands: ["KEY_ID"],
        options: [.database, .config]
    ) { try operate(.keysRevoke, $0) }

    static let keysRotate = Command(
        path: ["keys", "rotate"], summary: "Makes a key like another one, which ends after an overlap.",
        operands: ["KEY_ID"], options: [.database, .overlap, .config]
    ) { try operate(.keysRotate, $0) }

    static let connectorsInitialise = Command(
        path: ["connectors", "initialise"],
        summary: "Makes a checkout's Secret Webhook ID and prints it, alone, on standard output.",
        discussion: """
            CONNECTOR is custom_checkout, gokwik, shiprocket or webhook. The id is shown once: the database
            keeps only its digest. It is good at once; settings and rotation are the admin API's.
            """,
        operands: ["CONNECTOR"], options: [.database, .brand, .mode, .config]
    ) { try operate(.connectorsInitialise, $0) }

    static let connectorsList = Command(
        path: ["connectors", "list"], summary: "Lists the checkouts and the order feed, without their ids.",
        options: [.database, .brand, .config]
    ) { try operate(.connectorsList, $0) }

    static let postbacksAddress = Command(
        path: ["postbacks", "address"],
        summary: "Prints, alone, the path that an attribution provider calls for a trigger.",
        discussion: "The path carries its own signature: a provider can set no header.",
        options: [.database, .brand, .mode, .trigger, .provider, .config]
    ) { try operate(.postbackAddress, $0) }

    static let importOrders = Command(
        path: ["import", "orders"], summary: "Puts a CSV file of orders into the books.",
        discussion: """
            The first line names the columns, in any order: \(OrderColumns.names.joined(separator: ",")).
            placed_at is an RFC 3339 time or a date in the brand's zone; amount is a decimal such as
            29.33; status is created, paid, fulfilled, delivered or cancelled. Customers that are not
            known are made. Every row is checked before the first is written, and a file with a bad row
            is left out whole. Rows that the books already have change nothing, so a file may be
            imported again. FILE.csv may be - for standard input.
            """,
        operands: ["FILE.csv"], options: [.database, .brand, .mode, .skipBadRows, .config]
    ) { try operate(.importOrders, $0, input: $0.operands[0]) }

    static let importPoints = Command(
        path: ["import", "points"], summary: "Puts a CSV file of balances into the books.",
        discussion: """
            The first line names the columns, as Nector's and Smile's exports do: email, mobile,
            points_balance, points_operation (cr or dr; nothing means cr), and customer_id and name where
            the file has them. Customers that are not known are made. Every row is taken once under the
            import's name, so that the same file may be imported again; a row without points asks for
            nothing. A file with a row that is bad, or refused because its wallet cannot pay a debit, is left
            out whole. FILE.csv may be - for standard input.
            """,
        operands: ["FILE.csv"], options: [.database, .brand, .mode, .name, .skipBadRows, .config]
    ) { try operate(.importPoints, $0, input: $0.operands[0]) }

    static let importCodes = Command(
        path: ["import", "codes"], summary: "Adds a CSV file of coupon codes to a reward's pool.",
        discussion: """
            The first line names the column code, or Nector's columns type and value. Codes that are known
            already are left as they are. FILE.csv may be - for standard input.
            """,
        operands: ["FILE.csv"], options: [.database, .brand, .mode, .reward, .skipBadRows, .config]
    ) { try operate(.importCodes, $0, input: $0.operands[0]) }

    static let importNectorIDs = Command(
        path: ["import", "nector-ids"],
        summary: "Keeps the UUIDs under which the brand's apps knew things at Nector.",
        discussion: """
            The first line names the columns kind, nector_id and id. kind is lead (id is the customer id),
            trigger, offer (id is the reward's), entity or workspace (without an id). The apps then go on
            with the ids that they have, the App Install Trigger ID among them. FILE.csv may be - for
            standard input.
            """,
        operands: ["FILE.csv"], options: [.database, .brand, .mode, .skipBadRows, .config]
    ) { try operate(.importNectorIDs, $0, input: $0.operands[0]) }

    static let verify = Command(
        path: ["verify"], summary: "Recomputes all books from their entries and names what does not agree.",
        discussion: "Exit code 1 when anything does not. It may run while the database is served.",
        options: [.database, .config]
    ) { try operate(.verify, $0) }

    static let sandboxClock = Command(
        path: ["sandbox", "clock"],
        summary: "Shows or moves ahead the programme's time of a brand's sandbox.",
        discussion: """
            It governs releases, expiries, holds, tiers and birthdays of the test books; tokens and rate
            limits go by real time. It never goes back, and is at most ten years ahead. Prints the
            sandbox's time.
            """,
        options: [.database, .brand, .advance, .config]
    ) { try operate(.sandboxClock, $0) }

    static let version = Command(path: ["version"], summary: "Prints the program's version.") { _ in
        Terminal.out("loyalty \(Version.text)")
        return ExitCode.success
    }

    /// Hands an operation's options over to it, and runs it where the database is.
    static func operate(
        _ name: Operation.Name, _ invocation: Invocation, input: String? = nil, makesDatabase: Bool = false,
        arguments: [String: String] = [:]
    ) throws -> Int32 {
        var operation = Operation(name: name, arguments: arguments)
        let ownOptions = invocation.command.options.filter { $0 != .database && $0 != .config }
        for option in ownOptions {
            operation.arguments[option.name] = invocation.value(option)?.text
        }
        if invocation.command.operands == ["KEY_ID"] { operation.arguments["key"] = invocation.operands[0] }
        if invocation.command.operands == ["CONNECTOR"] {
            operation.arguments["connector"] = invocation.operands[0]
        }
        if let input { operation.arguments["file"] = input }
        try operation.check()
        let database = try invocation.databasePath()
        let source = try input.map { try FileSource.opening($0) }
        let output = TerminalOutput()
        defer { output.finish() }
        return try OperationRunner.run(
            operation, input: source, database: database, makesDatabase: makesDatabase, to: output)
    }
}

/// The program's version.
enum Version {
    static let text = "0.1.0"
}
