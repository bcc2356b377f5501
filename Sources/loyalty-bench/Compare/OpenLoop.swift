import Foundation
import Model

/// The command `open-loop`: requests at a fixed rate over many connections, on one thread that never sleeps, so that
/// no answer waits for it.
struct OpenLoop {
    private let port: Int
    private let requests: [String]
    private let writeKey: String
    private let customers: Int
    private let connections: Int
    private let schedule: OpenLoopSchedule

    init(_ options: Options) throws {
        port = try options.number("port")
        connections = try options.number("connections", default: 64)
        customers = try options.number("customers", default: 100_000)
        let awards = try options.count("awards", default: 0)
        writeKey = awards > 0 ? try options.text("write-key") : ""
        schedule = OpenLoopSchedule(
            perSecond: try options.number("rate"), awardsPerSecond: awards,
            seconds: try options.number("seconds", default: 10))
        let readKey = options.text("read-key", default: "")
        let lines = try String(contentsOfFile: options.text("requests"), encoding: .utf8)
        requests = lines.split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return BenchRequest.get(words[0], access: words.count > 1 ? (readKey, words[1]) : nil)
        }
        guard !requests.isEmpty else { throw BenchError("--requests names a file without a path") }
    }

    /// An answer that is still not there after this has failed.
    private static let patienceNanoseconds: Int64 = 10_000_000_000

    func run() throws {
        var sockets: [BlockingSocket] = []
        for _ in 0..<connections {
            guard let socket = BlockingSocket(port: port) else {
                throw BenchError("nobody listens on \(port)")
            }
            sockets.append(socket)
        }
        var flight = OpenLoopFlight(sockets: sockets)
        var random = SeededNumbers(seed: 1)
        let run = Hex.encode(randomBytes(8))
        let start = monotonicNanoseconds() + 1_000_000
        let end = start + schedule.due(schedule.count) + Self.patienceNanoseconds
        var next = 0
        while next < schedule.count || flight.isUnderWay {
            let now = monotonicNanoseconds()
            if now > end { break }
            if next < schedule.count, start + schedule.due(next) <= now, flight.hasRoom {
                let kind = schedule.kind(of: next)
                let request =
                    kind == .reads
                    ? requests[Int.random(in: requests.indices, using: &random)]
                    : BenchRequest.award(
                        to: Int.random(in: 0..<customers, using: &random), key: writeKey,
                        idempotency: "\(run)-\(next)")
                flight.send(request, kind, due: start + schedule.due(next))
                next += 1
            } else {
                flight.receive()
            }
        }
        for result in flight.results(unsent: schedule.count - next) { print(result.line) }
    }
}

/// The connections of an open loop and what is under way on them.
private struct OpenLoopFlight {
    private struct Busy {
        let socket: BlockingSocket
        let kind: OpenLoopSchedule.Kind
        let due: Int64
    }

    private var idle: [BlockingSocket]
    private var busy: [Busy] = []
    private var polled: [pollfd] = []
    private var latencies: [OpenLoopSchedule.Kind: [Int64]] = [:]
    private var failed: [OpenLoopSchedule.Kind: Int] = [:]

    init(sockets: [BlockingSocket]) { idle = sockets }

    var hasRoom: Bool { !idle.isEmpty }
    var isUnderWay: Bool { !busy.isEmpty }

    mutating func send(_ request: String, _ kind: OpenLoopSchedule.Kind, due: Int64) {
        let socket = idle.removeFirst()
        guard socket.send(request) else { return failed[kind, default: 0] += 1 }
        busy.append(Busy(socket: socket, kind: kind, due: due))
    }

    /// Takes the answers that have arrived.
    mutating func receive() {
        guard !busy.isEmpty else { return }
        polled = busy.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        guard unsafe poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
        for place in busy.indices.reversed() where polled[place].revents != 0 {
            let one = busy[place]
            switch one.socket.receive(waits: false) {
            case .part: continue
            case .gone: failed[one.kind, default: 0] += 1
            case .answered(let status):
                if status < 300 {
                    latencies[one.kind, default: []].append(monotonicNanoseconds() - one.due)
                } else {
                    failed[one.kind, default: 0] += 1
                }
                idle.append(one.socket)
            }
            busy.remove(at: place)
        }
    }

    func results(unsent: Int) -> [OpenLoopResult] {
        OpenLoopSchedule.Kind.allCases.compactMap { kind in
            let lost = (failed[kind] ?? 0) + busy.count { $0.kind == kind } + (kind == .reads ? unsent : 0)
            let seen = latencies[kind] ?? []
            guard !seen.isEmpty || lost > 0 else { return nil }
            return OpenLoopResult(kind: kind, latencies: seen, failed: lost)
        }
    }
}

/// Time that no clock setting changes.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
