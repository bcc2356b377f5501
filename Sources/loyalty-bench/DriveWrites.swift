import Foundation
import Model
import Synchronization

/// Durable awards over HTTP: every client keeps one connection and one unanswered request.
struct DriveWrites {
    private let port: Int
    private let key: String
    private let clients: Int
    private let seconds: Int
    private let customers: Int

    init(_ options: Options) throws {
        port = try options.number("port")
        key = try options.text("write-key")
        clients = try options.number("clients", default: 64)
        seconds = try options.number("seconds", default: 10)
        customers = try options.number("customers", default: 100_000)
    }

    func run() throws {
        let answered = Mutex(0)
        let failed = Mutex(0)
        let start = ContinuousClock.now
        let deadline = start.advanced(by: .seconds(seconds))
        let group = DispatchGroup()
        for client in 0..<clients {
            group.enter()
            Thread.detachNewThread { [self] in
                defer { group.leave() }
                let counts = drive(client: client, until: deadline)
                answered.withLock { $0 += counts.answered }
                failed.withLock { $0 += counts.failed }
            }
        }
        group.wait()
        let elapsed = ContinuousClock.now - start
        let count = answered.withLock { $0 }
        print(
            "writes: \(count) acknowledged by \(clients) clients, \(failed.withLock { $0 }) failed,"
                + " \(rate(count, elapsed)) writes/s"
        )
    }

    /// One client: manual credits to random customers, one after the other.
    private func drive(client: Int, until deadline: ContinuousClock.Instant) -> (answered: Int, failed: Int) {
        guard let socket = BlockingSocket(port: port) else { return (0, 1) }
        var random = SystemRandomNumberGenerator()
        var answered = 0
        var failed = 0
        let run = Hex.encode(randomBytes(8))
        while ContinuousClock.now < deadline {
            let request = BenchRequest.award(
                to: Int.random(in: 0..<customers, using: &random), key: key,
                idempotency: "\(run)-\(client)-\(answered + failed)")
            guard let status = socket.exchange(request) else { return (answered, failed + 1) }
            if status == 201 { answered += 1 } else { failed += 1 }
        }
        return (answered, failed)
    }
}
