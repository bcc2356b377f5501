/// Wallet screens that the cache holds, beside a static file of their size.
enum WarmScreens: Measurement {
    static let name = "warm"
    static let tools: Set<Tool> = [.wrk, .nginx]

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(workbench, ["--screen-cache-mb", "\(roomyCacheMegabytes)"])
        defer { server.stop() }
        let survey = try server.survey(0..<workbench.warmCustomers)
        let nginx = try NginxServer(workbench, file: survey.typicalBody)
        defer { nginx.stop() }
        let wrk = Wrk(workbench: workbench)
        let script = WrkScript.screens(survey.lines, readKey: workbench.readKey)
        return try Throughput(
            workbench: workbench, ours: try server.side("warm", script, wrk),
            nginx: try nginx.side(kept: false, wrk), likewise: try nginx.side(asked: script, "warm", wrk),
            file: "a file of \(survey.typicalBody.count) bytes"
        ).rows(
            part: name, work: "wallet screens of \(workbench.warmCustomers) customers, kept",
            goal: .atLeast(1.2))
    }

    /// Room for the screens of 10,000 customers, which the usual cache is a little small for.
    static let roomyCacheMegabytes = 128
}

/// "Not modified", beside nginx's.
enum NotModified: Measurement {
    static let name = "not-modified"
    static let tools: Set<Tool> = [.wrk, .nginx]

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(
            workbench, ["--screen-cache-mb", "\(WarmScreens.roomyCacheMegabytes)"])
        defer { server.stop() }
        let survey = try server.survey(0..<workbench.warmCustomers)
        let nginx = try NginxServer(workbench, file: survey.typicalBody)
        defer { nginx.stop() }
        let wrk = Wrk(workbench: workbench)
        let lines = zip(survey.lines, survey.tags).map { "\($0) \($1)" }
        let script = WrkScript.screensKept(lines, readKey: workbench.readKey)
        try check(survey, on: server, workbench)
        return try Throughput(
            workbench: workbench, ours: try server.side("kept", script, wrk),
            nginx: try nginx.side(kept: true, wrk), likewise: try nginx.side(asked: script, "kept", wrk),
            file: "304"
        ).rows(part: name, work: "304 to \(workbench.warmCustomers) customers", goal: .atLeast(1.0))
    }

    /// wrk counts a 200 as well: the answers are looked at here.
    private static func check(
        _ survey: ScreenSurvey, on server: LoyaltyServer, _ workbench: Workbench
    ) throws {
        guard let socket = BlockingSocket(port: server.port) else { throw BenchError("the service is gone") }
        for number in survey.lines.indices.prefix(100) {
            let request = BenchRequest.get(
                BenchRequest.screenPath(BenchBrand.customerText(number)),
                access: (workbench.readKey, workbench.tokens[number]), tag: survey.tags[number])
            let status = socket.exchange(request)
            guard status == 304 else { throw BenchError("answered \(status ?? 0) where 304 was due") }
        }
    }
}

/// Wallet screens that are read from the database each time, beside a static file of their size.
enum ColdScreens: Measurement {
    static let name = "cold"
    static let tools: Set<Tool> = [.wrk, .nginx]
    /// Nothing is kept.
    static let options = ["--screen-cache-mb", "0"]

    static func rows(on workbench: Workbench) throws -> [ReportRow] {
        let server = try LoyaltyServer(workbench, options)
        defer { server.stop() }
        let body = try server.survey(workbench.some(1_000)).typicalBody
        let nginx = try NginxServer(workbench, file: body)
        defer { nginx.stop() }
        let wrk = Wrk(workbench: workbench)
        let script = script(workbench)
        return try Throughput(
            workbench: workbench, ours: try server.side("cold", script, wrk),
            nginx: try nginx.side(kept: false, wrk), likewise: try nginx.side(asked: script, "cold", wrk),
            file: "a file of \(body.count) bytes"
        ).rows(
            part: name, work: "wallet screens of \(workbench.tokens.count) customers, read",
            goal: .atLeast(0.4))
    }

    /// Screens of all customers, uniformly.
    static func script(_ workbench: Workbench) -> WrkScript {
        .screens(workbench.screenLines, readKey: workbench.readKey)
    }
}
