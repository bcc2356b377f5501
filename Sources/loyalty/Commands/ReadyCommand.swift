import API
import Engine

/// `loyalty ready`: for a container's health check, where there may be no HTTP client.
enum ReadyCommand {
    private static let okStatus = 200

    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let port = try invocation.integer(.port, in: 1...65_535) ?? ServeConfiguration.portByDefault
        let client = LoopbackClient(port: port)
        do {
            let answer = try client.send("GET", "/readyz", fields: [], body: nil)
            Terminal.out(answer.text)
            return answer.status == okStatus ? ExitCode.success : ExitCode.failure
        } catch {
            throw AdministrationError("nobody answers on port \(port)")
        }
    }
}
