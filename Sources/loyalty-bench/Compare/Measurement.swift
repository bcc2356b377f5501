/// One part of the comparison.
protocol Measurement: Sendable {
    /// What `--only` calls it.
    static var name: String { get }
    /// The foreign programs that it needs.
    static var tools: Set<Tool> { get }
    /// Runs all of its rounds.
    static func rows(on workbench: Workbench) throws -> [ReportRow]
}
