import Engine
import Model

/// `loyalty program validate FILE`; needs no database.
enum Validate {
    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let path = invocation.operands[0]
        let bytes = try Files.read(path, bytesMax: AdministrationLimits.documentBytesMax)
        let programme = try PublishProgramme.check(bytes)
        Terminal.out(
            "\(path) is valid: brand \(programme.brand), \(programme.currency.code),"
                + " \(programme.triggers.count) triggers,"
                + " \(programme.rewards.count) rewards, \(programme.tiers?.levels.count ?? 0) tiers")
        return ExitCode.success
    }
}
