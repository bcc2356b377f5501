import API
import Engine
import Model

/// `loyalty program test FILE`; needs no database.
enum ProgramTest {
    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let path = invocation.operands[0]
        let bytes = try Files.read(path, bytesMax: AdministrationLimits.documentBytesMax)
        Signals.block()
        let report = try BrandTest.run(bytes, at: SystemClock().now())
        if invocation.value(.json) != nil {
            Terminal.out(String(decoding: report.json, as: UTF8.self))
        } else {
            for check in report.checks { show(check) }
            let counts = BrandTestReport.Result.allCases.map { "\(report.count($0)) \($0.rawValue)" }
            Terminal.out(
                "\(report.brand): \(counts.joined(separator: ", ")), in \(report.durationMilliseconds) ms")
        }
        return report.isPassed ? ExitCode.success : ExitCode.failure
    }

    /// One line a check; of a failed one also what came back.
    private static func show(_ check: BrandTestReport.Check) {
        let id = check.id + String(repeating: " ", count: max(0, 28 - check.id.utf8.count))
        let reason = check.reason.isEmpty ? "" : " — \(check.reason)"
        Terminal.out("\(check.result.rawValue.padded)  \(id)  \(check.title)\(reason)")
        guard check.result == .failed else { return }
        for item in check.evidence {
            let mark = item.isRight == false ? "✗" : " "
            let status = item.status.map { " → \($0)" } ?? ""
            Terminal.out("    \(mark) \(item.what)\(status)")
            if let sent = item.sent { Terminal.out("        sent \(sent)") }
            Terminal.out("        \(item.got)")
        }
    }
}

extension String {
    /// Wide enough for every result.
    fileprivate var padded: String { self + String(repeating: " ", count: max(0, 7 - utf8.count)) }
}
