import Foundation

/// The service's own memory: when it has started, under cold screens, under awards.
enum OwnMemory: Measurement {
    static let name = "memory"
    static let tools: Set<Tool> = [.wrk]
    private static let mebibyte = 1_048_576.0

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        var (started, reading, writing): ([Double], [Double], [Double]) = ([], [], [])
        let wrk = Wrk(workbench: workbench)
        let cold = try wrk.script("cold", ColdScreens.script(workbench))
        for _ in 0..<workbench.settings.rounds {
            let reader = try LoyaltyServer(workbench, ColdScreens.options)
            started.append(try reader.ownMemory() / mebibyte)
            var most = 0.0
            _ = try wrk.run(port: reader.port, script: cold) { child in
                while child.isRunning {
                    most = max(most, try reader.ownMemory())
                    usleep(50_000)
                }
            }
            reading.append(most / mebibyte)
            reader.stop()
            let writer = try LoyaltyServer(workbench)
            // What awards need stays with the process: its size after them is its greatest.
            _ = try WriteRun(workbench: workbench).run(port: writer.port, clients: 64)
            writing.append(try writer.ownMemory() / mebibyte)
            writer.stop()
        }
        return [
            ReportRow(part: name, work: "at start", unit: "MiB", ours: started, goal: .atMost(24)),
            ReportRow(part: name, work: "under cold screens", unit: "MiB", ours: reading, goal: .atMost(32)),
            ReportRow(part: name, work: "under awards", unit: "MiB", ours: writing, goal: .atMost(96)),
        ]
    }
}

/// What one connection costs that was served once and is idle.
enum IdleConnections: Measurement {
    static let name = "idle"
    static let tools: Set<Tool> = []
    private static let connections = 5_000
    /// Descriptors for everything else.
    private static let reserve = 200

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        try allowDescriptors()
        let path = BenchRequest.screenPath(BenchBrand.customerText(0))
        let request = BenchRequest.get(path, access: (workbench.readKey, workbench.tokens[0]))
        var costs: [Double] = []
        for _ in 0..<workbench.settings.rounds {
            let server = try LoyaltyServer(workbench)
            defer { server.stop() }
            // Whatever the first requests need for good is not the connections'.
            _ = try server.survey(workbench.some(200))
            let before = try server.ownMemory()
            var sockets: [BlockingSocket] = []
            for _ in 0..<connections {
                guard let socket = BlockingSocket(port: server.port, bufferBytes: 16_384),
                    socket.exchange(request) == 200
                else { throw BenchError("connection \(sockets.count + 1) was not served") }
                sockets.append(socket)
            }
            costs.append((try server.ownMemory() - before) / Double(sockets.count) / 1_024)
        }
        return [
            ReportRow(
                part: name, work: "one of \(connections) idle, once-served connections", unit: "KiB",
                ours: costs,
                goal: .atMost(2))
        ]
    }

    /// Lets this process, and those that it starts, open as many descriptors as the system would.
    private static func allowDescriptors() throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_max >= rlim_t(connections + reserve) else {
            throw BenchError("\(connections) connections need as many descriptors (ulimit -Hn)")
        }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(connections * 2 + reserve))
        guard unsafe setrlimit(resource, &limit) == 0 else {
            throw BenchError("cannot raise the descriptor limit")
        }
    }
}

/// From starting the process to the whole of its first screen.
enum StartUp: Measurement {
    static let name = "start"
    static let tools: Set<Tool> = []
    private static let startsMin = 5
    /// Between two attempts to reach it.
    private static let pauseMicroseconds: UInt32 = 250

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let path = BenchRequest.screenPath(BenchBrand.customerText(0))
        let request = BenchRequest.get(path, access: (workbench.readKey, workbench.tokens[0]))
        var times: [Double] = []
        for _ in 0..<max(workbench.settings.rounds, startsMin) {
            let port = try Workbench.freePort()
            let words = LoyaltyServer.words(
                workbench.settings.loyalty, database: workbench.database, port: port)
            let start = monotonicNanoseconds()
            // Not pinned: the program that would pin it would be started, too.
            let program = try workbench.start("start", words, on: nil)
            var status: Int?
            while status == nil {
                status = BlockingSocket(port: port, bufferBytes: 16_384)?.exchange(request)
                if status == nil, !program.isRunning {
                    throw BenchError("the service ended: \(program.printed)")
                }
                // Whoever asks without a pause takes a processor from what is starting.
                if status == nil { usleep(pauseMicroseconds) }
            }
            times.append(Double(monotonicNanoseconds() - start) / 1_000_000)
            guard status == 200 else { throw BenchError("the first screen was answered with \(status ?? 0)") }
            program.stop()
        }
        return [
            ReportRow(
                part: name, work: "start to first screen, \(workbench.entries) entries", unit: "ms",
                ours: times,
                goal: .atMost(20))
        ]
    }
}

/// Orders of a file into empty books, from starting the program to its end: checked, written, on disk.
enum OrderImport: Measurement {
    static let name = "import"
    static let tools: Set<Tool> = []
    private static let ordersPerCustomer = 20

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let orders = workbench.settings.orders
        let loyalty = workbench.settings.loyalty
        let file = workbench.scratch.path("orders.csv")
        try csv(orders).write(toFile: file, atomically: false, encoding: .utf8)
        let document = workbench.scratch.path("programme.json")
        try BenchBrand.programme.write(toFile: document, atomically: false, encoding: .utf8)
        var rates: [Double] = []
        for round in 0..<workbench.settings.rounds {
            let database = workbench.scratch.path("import-\(round).db")
            _ = try workbench.start(
                "publish", [loyalty, "program", "publish", document, "--database", database], on: nil
            ).finish()
            let start = monotonicNanoseconds()
            _ = try workbench.start(
                "import", [loyalty, "import", "orders", file, "--database", database], on: nil
            ).finish()
            rates.append(Double(orders) * 1_000_000_000 / Double(monotonicNanoseconds() - start))
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: database + suffix)
            }
        }
        return [
            ReportRow(
                part: name, work: "orders of a file of \(orders)", unit: "/s", ours: rates,
                goal: .atLeast(50_000))
        ]
    }

    /// Orders of the last year and a half, in the order of their time, as a shop exports them.
    private static func csv(_ orders: Int) -> String {
        var random = SeededNumbers(seed: 1)
        let customers = max(1, orders / ordersPerCustomer)
        let end = Int64(Date().timeIntervalSince1970)
        let step = Double(18 * 30 * 86_400) / Double(orders)
        var text = "order_id,customer_id,placed_at,amount,currency,status\n"
        let format = Date.ISO8601FormatStyle()
        for number in 0..<orders {
            let placed = Date(timeIntervalSince1970: Double(end) - Double(orders - number) * step)
            let cents = Int.random(in: 2_000..<17_000, using: &random)
            let customer = BenchBrand.customerText(Int.random(in: 0..<customers, using: &random))
            let amount = "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
            text += "O-\(number),\(customer),\(placed.formatted(format)),\(amount),USD,paid\n"
        }
        return text
    }
}
