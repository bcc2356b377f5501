import Foundation

/// The service on its core, with one loop, without rate limits; it ends when nobody holds it any more.
final class LoyaltyServer {
    let port: Int
    let program: ChildProgram
    private let workbench: Workbench

    /// Starts it and waits until it answers.
    ///
    /// - Parameters:
    ///   - options: More words for `loyalty serve`.
    ///   - program: Another program than the settings name.
    ///   - wrapper: A program that runs it, such as strace, with its arguments.
    init(
        _ workbench: Workbench, _ options: [String] = [], program loyalty: String? = nil,
        under wrapper: [String] = []
    ) throws {
        self.workbench = workbench
        port = try Workbench.freePort()
        let words = Self.words(
            loyalty ?? workbench.settings.loyalty, database: workbench.database, port: port)
        program = try workbench.start(
            "serve", wrapper + words + options, on: workbench.settings.serverCore)
        try Self.waitUntilServing(program, port: port)
    }

    static func words(_ loyalty: String, database: String, port: Int) -> [String] {
        [
            loyalty, "serve", "--database", database, "--port", "\(port)", "--loops", "1", "--rate-limits",
            "off", "--log-level", "error",
        ]
    }

    static func waitUntilServing(_ program: ChildProgram, port: Int, path: String = "/healthz") throws {
        while program.isRunning {
            if BlockingSocket(port: port)?.exchange(BenchRequest.get(path)) != nil { return }
            usleep(2_000)
        }
        throw BenchError("\(program.words.joined(separator: " ")) ended: \(program.printed)")
    }

    func stop() { program.stop() }

    /// Itself under wrk.
    func side(_ name: String, _ script: WrkScript, _ wrk: Wrk) throws -> Throughput.Side {
        Throughput.Side(port: port, process: program.identifier, script: try wrk.script(name, script))
    }

    /// Memory of the process's own, in bytes (RssAnon, proc_pid_status(5)).
    func ownMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(program.identifier)/status", encoding: .utf8)
        guard let found = status.firstMatch(of: /RssAnon:\s+([0-9]+) kB/), let kilobytes = Double(found.1)
        else {
            throw BenchError("the kernel does not say RssAnon")
        }
        return kilobytes * 1_024
    }

    /// Asks for the screens of some customers, one after the other.
    func survey(_ customers: some Sequence<Int>) throws -> ScreenSurvey {
        guard let socket = BlockingSocket(port: port) else { throw BenchError("the service is gone") }
        var survey = ScreenSurvey()
        for number in customers {
            let path = BenchRequest.screenPath(BenchBrand.customerText(number))
            let access = (key: workbench.readKey, token: workbench.tokens[number])
            guard socket.exchange(BenchRequest.get(path, access: access)) == 200 else {
                throw BenchError("no screen: \(String(decoding: socket.body, as: UTF8.self))")
            }
            survey.add(
                line: "\(path) \(access.token)", tag: socket.field("ETag") ?? "", body: Array(socket.body))
        }
        return survey
    }
}

/// Screens that were asked for, and what they were like.
struct ScreenSurvey {
    /// A path and a token each.
    private(set) var lines: [String] = []
    /// The entity tags, in the same order.
    private(set) var tags: [String] = []
    private var bodies: [Int: [UInt8]] = [:]
    private var sizes: [Double] = []

    mutating func add(line: String, tag: String, body: [UInt8]) {
        lines.append(line)
        tags.append(tag)
        sizes.append(Double(body.count))
        bodies[body.count] = body
    }

    /// A screen of the size in the middle.
    var typicalBody: [UInt8] {
        let middle = Int(Statistics.median(sizes))
        return bodies.min { abs($0.key - middle) < abs($1.key - middle) }?.value ?? []
    }
}
