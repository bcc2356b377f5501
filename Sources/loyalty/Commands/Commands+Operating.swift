/// What operators do beside serving: copies, upgrades, and what runs around the program.
extension Commands {
    static let backup = Command(
        path: ["backup"], summary: "Copies the books into one file, also while they are served.",
        discussion: """
            The backup holds every write that was acknowledged before it began, is checked, and has mode
            600. FILE.secret beside it is the master key that the books need: keep the two together. A
            server that runs makes it, so FILE must lie where that may write.
            """,
        operands: ["FILE"], options: [.database, .overwrite, .config]
    ) {
        try operate(.backup, $0, arguments: ["to": try Operation.absolute($0.operands[0])])
    }

    static let restore = Command(
        path: ["restore"], summary: "Puts a backup in the database's place, once it has turned out sound.",
        discussion: """
            The backup is copied, checked, brought up to this program's schema and verified; only then it
            gets the database's name. Nothing may serve the database. FILE.secret must lie beside FILE.
            """,
        operands: ["FILE"], options: [.database, .replace, .config], run: RestoreCommand.run)

    static let upgrade = Command(
        path: ["upgrade"], summary: "Brings a database of an older program up to this one's schema.",
        discussion: """
            The step is first taken on a copy beside the database, which is checked and verified; the
            database is changed only after that, in one transaction. `serve` does the same when it starts.
            With --check, an older program may go on serving meanwhile.
            """,
        options: [.database, .check, .config], run: Upgrade.run)

    static let ready = Command(
        path: ["ready"],
        summary: "Asks a server on this machine whether it is ready, and prints what it says.",
        discussion: "Exit code 1 when it is not: for a container's health check.", options: [.port, .config],
        run: ReadyCommand.run)

    static let printSystemd = Command(
        path: ["print", "systemd"], summary: "Prints a hardened systemd unit.",
        discussion: "For /etc/systemd/system/loyalty.service.", options: [.port, .config]
    ) { invocation in
        Terminal.out(SystemdUnit.text(port: try port(invocation)))
        return ExitCode.success
    }

    static let printNginx = Command(
        path: ["print", "nginx"], summary: "Prints an nginx configuration for the service behind it.",
        discussion: "For /etc/nginx/conf.d/loyalty.conf. Put your own name and certificate in.",
        options: [.port, .config]
    ) { invocation in
        Terminal.out(NginxConfiguration.text(port: try port(invocation)))
        return ExitCode.success
    }

    static let printContainer = Command(
        path: ["print", "container"],
        summary: "Prints a Containerfile that builds the program from its sources.",
        discussion: "Build it at the top of the repository: `loyalty print container | podman build -f - .`",
        options: [.port, .config]
    ) { invocation in
        Terminal.out(Containerfile.text(port: try port(invocation)))
        return ExitCode.success
    }

    private static func port(_ invocation: Invocation) throws -> Int {
        try invocation.integer(.port, in: 1...65_535) ?? ServeConfiguration.portByDefault
    }
}
