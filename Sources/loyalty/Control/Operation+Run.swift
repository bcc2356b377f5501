import Engine
import Model
import Store

/// Where an operation's words go: to the terminal, or over the socket to the one at whose terminal somebody
/// waits.
protocol OperationOutput {
    /// A line of the answer, for standard output.
    func answer(_ line: String)
    /// A line about it, for standard error.
    func note(_ line: String)
    func progress(_ progress: AdministrationProgress)
}

extension Operation {
    /// Does it, in the process that owns the database; answers the exit code.
    func run(
        input: FileSource?, on engine: Engine, to output: some OperationOutput
    ) throws(AdministrationError) -> Int32 {
        do {
            switch name {
            case .publish: return try publish(input, engine, output)
            case .show: return try show(engine, output)
            case .simulate: return try simulate(input, engine, output)
            case .keysCreate: return created(try Keys.create(try wantedKey(), on: engine), engine, output)
            case .keysImport: return try importKey(input, engine, output)
            case .keysList: return try listKeys(engine, output)
            case .keysRevoke: return try revoke(engine, output)
            case .keysRotate: return try rotate(engine, output)
            case .connectorsInitialise: return try initialiseConnector(engine, output)
            case .connectorsList: return try listConnectors(engine, output)
            case .postbackAddress: return try postbackAddress(engine, output)
            case .importOrders: return try importOrders(input, engine, output)
            case .importPoints: return try importPoints(input, engine, output)
            case .importCodes: return try importCodes(input, engine, output)
            case .importNectorIDs: return try importNectorIDs(input, engine, output)
            case .verify: return try verify(engine, output)
            case .backup: return try backUp(engine, output)
            case .sandboxClock: return try sandboxClock(engine, output)
            }
        } catch {
            if let usage = error as? UsageError { throw AdministrationError(usage.description) }
            throw AdministrationError(error, doing: "cannot \(name.rawValue)")
        }
    }

    private func publish(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        guard let input else { throw AdministrationError("there is no document to publish") }
        let bytes = try input.bytes(at: 0, count: AdministrationLimits.documentBytesMax + 1)
        let receipt = try PublishProgramme.run(bytes, by: .commandLine, on: engine)
        let what = receipt.isNew ? "published as" : "unchanged, already"
        output.answer("\(receipt.brand): \(what) version \(receipt.version) (sha256 \(receipt.digest.hex))")
        return ExitCode.success
    }

    private func show(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let stored = try ShowProgramme.run(brand: try brand(), version: try version(), on: engine)
        output.note(
            "\(stored.brand): version \(stored.version), published \(stored.publishedAt.rfc3339) by"
                + " \(stored.publishedBy)")
        let document = stored.document
        output.answer(document.hasSuffix("\n") ? String(document.dropLast()) : document)
        return ExitCode.success
    }

    private func created(_ made: Keys.Made, _ engine: Engine, _ output: some OperationOutput) -> Int32 {
        let book = engine.registry.contents.books[made.key.book]
        let place = book.map { "\($0.brand) (\($0.mode.rawValue))" } ?? ""
        output.note("key-\(made.key.id): \(Self.kind(of: made.key)) key of \(place); it is not shown again")
        if let book { noteSigning(of: made.key, book, engine, output) }
        output.answer(made.text)
        return ExitCode.success
    }

    /// What a Nector key's customers are proved with; a brand's back end signs with it.
    private func noteSigning(
        of key: APIKey, _ book: Book, _ engine: Engine, _ output: some OperationOutput
    ) {
        guard key.dialect == .nector,
            let secret = NectorSigning.secret(of: key, in: book, secrets: engine.secrets)
        else { return }
        output.note("key-\(key.id): signing secret for x-leadtoken and x-leaddigest: \(secret)")
    }

    /// `read, server`, `nector read, storefront`.
    private static func kind(of key: APIKey) -> String {
        let isStorefront = key.dialect == .nector && key.kind == .read && !key.isServer
        return (key.dialect == .nector ? "nector " : "") + key.kind.rawValue
            + (key.isServer ? ", server" : isStorefront ? ", storefront" : "")
    }

    private func importKey(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        guard let input else { throw AdministrationError("there is no key to import") }
        let bytes = try input.bytes(at: 0, count: AdministrationLimits.foreignKeyFileBytesMax)
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        guard let text = lines.first, lines.count <= 2 else {
            throw AdministrationError(
                "cannot import the key: the file must hold it on the first line, its signing secret on the second,"
                    + " and nothing else")
        }
        let made = try Keys.bring(
            try wantedKey(), text: text, signingSecret: lines.count > 1 ? lines[1] : nil, on: engine)
        output.answer("key-\(made.key.id): \(Self.kind(of: made.key)) key, imported; it is good at once")
        return ExitCode.success
    }

    private func listKeys(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let now = engine.realNow()
        var rows = [["id", "brand", "mode", "kind", "ends with", "state", "created", "label"]]
        for (book, key) in try Keys.list(brand: try brand(), on: engine) {
            rows.append([
                "key-\(key.id)", book.brand.text, book.mode.rawValue, Self.kind(of: key), "…" + key.hint,
                state(of: key, at: now),
                key.createdAt.rfc3339, key.label,
            ])
        }
        for line in TextTable.lines(rows) { output.answer(line) }
        return ExitCode.success
    }

    private func state(of key: APIKey, at now: Instant) -> String {
        if let revokedAt = key.revokedAt { return "revoked \(revokedAt.rfc3339)" }
        guard let end = key.expiresAt else { return "good" }
        return end <= now ? "ended \(end.rfc3339)" : "good until \(end.rfc3339)"
    }

    private func revoke(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let id = try key()
        let isNew = try Keys.revoke(id, on: engine)
        output.answer(isNew ? "key-\(id) is revoked" : "key-\(id) had been revoked before")
        return ExitCode.success
    }

    private func rotate(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let overlap = try overlapSeconds()
        let made = try Keys.rotate(try key(), overlapSeconds: overlap, on: engine)
        let end = made.key.createdAt.adding(seconds: overlap)
        output.note("key-\(try key()) stays good until \(end.rfc3339)")
        return created(made, engine, output)
    }

    private func postbackAddress(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let path = try Postbacks.path(
            trigger: try trigger(), provider: try provider(), brand: try brand(), mode: try mode(), on: engine
        )
        output.note("put the service's public address before it; whoever knows it can report installs")
        output.answer(path)
        return ExitCode.success
    }

    private func importOrders(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        guard let input else { throw AdministrationError("there is no file to import") }
        let book = try engine.book(brand: try brand(), mode: try mode(), for: "cannot import orders")
        let receipt = try ImportOrders.run(
            input, into: book, skipsBadRows: arguments["skip-bad-rows"] != nil, on: engine,
            progress: output.progress)
        for fault in receipt.faults { output.note(fault.description) }
        output.answer(
            "\(book.brand): \(receipt.rows) rows: \(receipt.created) new, \(receipt.updated) changed,"
                + " \(receipt.repeated) already there, \(receipt.late) late, \(receipt.skipped) bad;"
                + " \(receipt.coins) coins awarded")
        return ExitCode.success
    }

    private func sandboxClock(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let book = try engine.book(brand: try brand(), mode: .test, for: "cannot move the clock")
        var reading = SandboxClock.read(book, on: engine)
        if let seconds = try advanceSeconds() {
            let request = WriteRequest(book: book, actor: .commandLine)
            reading = try engine.performAndWait(request) { context in
                try SandboxClock.run(.advance(seconds: seconds), in: context)
            }
        }
        output.note("\(book.brand) (test) is \(reading.aheadMilliseconds / 1_000) seconds ahead")
        output.answer(reading.now.rfc3339)
        return ExitCode.success
    }

    private func verify(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let report = try Verification.run(on: engine, progress: output.progress)
        for fault in report.faults { output.answer(fault.description) }
        let unnamed = report.faultCount - Int64(report.faults.count)
        if unnamed > 0 { output.answer("and \(unnamed) more") }
        let counts = "\(report.customers) customers, \(report.wallets) wallets, \(report.entries) entries"
        output.answer(
            report.isClean
                ? "verified: \(counts); everything agrees" : "\(counts): \(report.faultCount) faults")
        return report.isClean ? ExitCode.success : ExitCode.failure
    }
}

/// Rows in columns.
enum TextTable {
    static func lines(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                line += text
                let isLast = column == row.count - 1
                if !isLast { line += String(repeating: " ", count: widths[column] - text.count + 2) }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
