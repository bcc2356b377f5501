import Engine
import Model
import Store

/// Checkouts and the order feed, for operators who have no admin key at hand.
extension Operation {
    /// The connector that is meant.
    func connector() throws(UsageError) -> ConnectorKind {
        let names = ConnectorKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = arguments["connector"], let kind = ConnectorKind(rawValue: text) else {
            throw UsageError(
                "\"\(arguments["connector"] ?? "")\" is no connector; expected is one of \(names)")
        }
        return kind
    }

    /// Makes a connector's Secret Webhook ID and prints it, alone.
    func initialiseConnector(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let kind = try connector()
        let task = "cannot initialise \(kind.rawValue)"
        let book = try engine.book(brand: try brand(), mode: try mode(), for: task)
        let made = try engine.performAndWait(WriteRequest(book: book, actor: .commandLine)) {
            try Connectors.initialise(kind, in: $0)
        }
        output.note(
            "whoever knows the id can spend the customers' coins; it is not shown again, and rotated over the"
                + " admin API")
        output.answer(made.text)
        return ExitCode.success
    }

    /// Every connector of a brand in both modes.
    func listConnectors(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let (contents, now) = (engine.registry.contents, engine.realNow())
        var rows = [["connector", "mode", "state", "calls", "addresses", "ids end with"]]
        for mode in Mode.allCases {
            let book = try engine.book(brand: try brand(), mode: mode, for: "cannot list connectors")
            for kind in ConnectorKind.allCases {
                let connector = contents.connector(kind, in: book.number)
                let ids = contents.webhookIDs.values.filter {
                    $0.book == book.number && $0.kind == kind && $0.isGood(at: now)
                }
                let allowed = connector.settings.allowedAddresses.count
                rows.append([
                    kind.rawValue, mode.rawValue, connector.state.rawValue,
                    connector.settings.isEnabled ? "answered" : "refused",
                    allowed == 0 ? "any" : "\(allowed)",
                    ids.sorted { $0.createdAt < $1.createdAt }.map { "…" + $0.hint }.joined(separator: " "),
                ])
            }
        }
        for line in TextTable.lines(rows) { output.answer(line) }
        return ExitCode.success
    }
}
