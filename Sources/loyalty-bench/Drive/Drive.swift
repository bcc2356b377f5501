import Engine
import Foundation
import Model
import Store
import Synchronization

/// The engine without HTTP, under a clock that stands where it is told to: a line of JSON in, a line of JSON out.
///
/// An array is a batch of commands, each `{"do": NAME, "at": MILLISECONDS, "n": SERIAL, …}`; its answers come as one array,
/// after all of them have been committed. Many commands share a transaction, as they would in the service. An object is
/// something done to the whole: `publish`, `verify`, `progress`.
///
/// The serial of each command that was kept is written in its own transaction, so that after a crash both sides know how
/// far the books got.
final class Drive {
    private let engine: Engine
    private let clock = ManualClock(.epoch)
    private var book: Book?

    init(_ options: Options) throws {
        let path = try options.text("database")
        let syncs = options.text("sync", default: "on") != "off"
        let store = try Store(path: path, now: clock.now(), syncs: syncs)
        engine = try Engine(store: store, secrets: try Secrets.loadOrMake(beside: path), clock: clock)
        try store.writeAndWait { transaction in
            try transaction.connection.execute(
                "CREATE TABLE IF NOT EXISTS audit_progress (one INTEGER PRIMARY KEY, serial INTEGER NOT NULL)"
            )
            try transaction.connection.execute(
                "CREATE TABLE IF NOT EXISTS audit_quotes (serial INTEGER PRIMARY KEY, quote TEXT NOT NULL)")
            return .keep(())
        }
        book = engine.registry.contents.books.values.first { $0.mode == .live }
    }

    /// Answers line by line until there are no more.
    func run() throws {
        while let line = readLine() {
            let request = try JSONValue(parsing: Array(line.utf8), limits: Self.limits)
            var answer: [UInt8]
            switch request {
            case .array(let commands): answer = try runBatch(commands)
            case .object(let object): answer = try administer(DriveFields(object))
            default: throw BenchError("a line is an array of commands or an object")
            }
            answer.append(UInt8(ascii: "\n"))
            try FileHandle.standardOutput.write(contentsOf: Data(answer))
        }
        engine.close()
    }

    private static let limits = JSONLimits(depthMax: 32, valuesMax: 1_000_000)

    // Commands

    private func runBatch(_ commands: [JSONValue]) throws -> [UInt8] {
        guard let book else { throw BenchError("no programme has been published") }
        let answers = DriveAnswers(count: commands.count)
        for (place, command) in commands.enumerated() {
            guard case .object(let object) = command else { throw BenchError("a command is an object") }
            submit(DriveFields(object), in: book) { answers.put($0, at: place) }
        }
        return answers.wait()
    }

    private func submit(
        _ fields: DriveFields, in book: Book, _ completion: @escaping @Sendable ([UInt8]) -> Void
    ) {
        let (clock, serial) = (clock, fields.number("n") ?? 0)
        let now = Instant(milliseconds: fields.number("at") ?? 0)
        let request = WriteRequest(
            book: book, actor: Actor("auditor"), idempotency: fields.idempotency,
            isDryRun: fields.flag("dry") ?? false)
        engine.store.write(
            as: request.isDryRun ? .dryRun : .single,
            { [engine] transaction in
                // A command may be run a second time, after others, and then it is its own time again.
                clock.set(now)
                return try engine.perform(
                    request, { try Self.run(fields, serial: serial, in: $0) }, in: transaction)
            },
            completion: { result in
                completion(DriveReply.text(of: result.mapError { EngineError(from: $0) }))
            })
    }

    private static func run(
        _ fields: DriveFields, serial: Int64, in context: CommandContext
    ) throws -> StoredAnswer {
        let body = try DriveCommand(fields, in: context).run()
        try context.transaction.connection.run(
            """
            INSERT INTO audit_progress (one, serial) VALUES (1, $1)
            ON CONFLICT (one) DO UPDATE SET serial = excluded.serial
            """, .integer(serial))
        return StoredAnswer(status: 200, body: body)
    }

    // The whole

    private func administer(_ fields: DriveFields) throws -> [UInt8] {
        if let now = fields.number("at") { clock.set(Instant(milliseconds: now)) }
        switch try fields.text("do") {
        case "publish": return try publish(fields)
        case "verify": return try verify()
        case "progress": return try progress()
        default: throw BenchError("what to do is not known")
        }
    }

    /// Answers the version's number, or why the document is not taken.
    private func publish(_ fields: DriveFields) throws -> [UInt8] {
        guard let document = fields.value("programme") else { throw BenchError("programme is missing") }
        var json = JSONWriter(capacity: 4_096)
        json.value(document)
        var answer = JSONWriter(capacity: 256)
        answer.beginArray()
        do {
            let receipt = try PublishProgramme.run(json.bytes, by: .commandLine, on: engine)
            book = engine.registry.contents.book(receipt.brand, .live)
            try adopt()
            answer.string("published")
            answer.integer(receipt.version)
        } catch {
            answer.string("refused")
            answer.string("\(error)")
        }
        answer.endArray()
        return answer.bytes
    }

    /// Carries the version to everybody, as the service does in its spare time (rule 4.3).
    private func adopt() throws {
        guard let book else { return }
        let request = WriteRequest(book: book, actor: .service)
        while try engine.performAndWait(request, { try Adoption.step(limit: 64, in: $0) }) != nil {}
    }

    private func verify() throws -> [UInt8] {
        let report = try Verification.run(on: engine)
        var answer = JSONWriter(capacity: 256)
        answer.beginArray()
        answer.integer(report.faultCount)
        for fault in report.faults { answer.string("\(fault)") }
        answer.endArray()
        return answer.bytes
    }

    private func progress() throws -> [UInt8] {
        let serial = try engine.store.writeAndWait { transaction in
            .keep(
                try transaction.connection.first("SELECT serial FROM audit_progress WHERE one = 1") {
                    $0.integer(0)
                } ?? 0)
        }
        return Array("[\(serial)]".utf8)
    }
}

/// The answers of one batch, which come on the writer's thread.
private final class DriveAnswers: Sendable {
    private let answers: Mutex<[[UInt8]]>
    private let arrived = DispatchSemaphore(value: 0)
    private let count: Int

    init(count: Int) {
        self.count = count
        answers = Mutex(Array(repeating: [], count: count))
    }

    func put(_ answer: [UInt8], at place: Int) {
        answers.withLock { $0[place] = answer }
        arrived.signal()
    }

    /// All of them, in the order of their commands.
    func wait() -> [UInt8] {
        for _ in 0..<count { arrived.wait() }
        var line = [UInt8(ascii: "[")]
        for (place, answer) in answers.withLock({ $0 }).enumerated() {
            if place > 0 { line.append(UInt8(ascii: ",")) }
            line += answer
        }
        line.append(UInt8(ascii: "]"))
        return line
    }
}
