import Foundation

/// The command `compare`: the service beside the limits of its machine. Each part measures both in turns, round after
/// round, so that whatever else the machine does falls on both.
struct Compare {
    static let parts: [any Measurement.Type] = [
        WarmScreens.self, NotModified.self, ColdScreens.self, OpenLoopScreens.self, DurableAwards.self,
        SyncsPerAward.self, MixedLoad.self, MixedOpenLoop.self, OwnMemory.self, IdleConnections.self,
        StartUp.self,
        OrderImport.self,
    ]

    private let options: Options
    private let chosen: [any Measurement.Type]

    init(_ options: Options) throws {
        self.options = options
        let names = options.list("only", default: Self.parts.map { $0.name }.joined(separator: ","))
        chosen = try names.map { name in
            guard let part = Self.parts.first(where: { $0.name == name }) else {
                throw BenchError(
                    "no part is named \(name); there are \(Self.parts.map { $0.name }.joined(separator: ", "))"
                )
            }
            return part
        }
    }

    func run() throws {
        try Tool.check(chosen.reduce([.taskset]) { $0.union($1.tools) })
        Interruption.cleanUp()
        let workbench = try Workbench(options)
        Self.say(
            "load average \(FigureText.of(Self.load)); the figures mean something on a machine that is idle")
        var report = Report()
        var failures: [String] = []
        for part in chosen {
            Self.say("\(part.name) …")
            do {
                report.add(try part.rows(on: workbench))
            } catch {
                failures.append("\(part.name): \(error)")
            }
        }
        print(workbench.settings.json ? try report.json() : report.table)
        guard failures.isEmpty else { throw BenchError(failures.joined(separator: "\n")) }
    }

    /// Programs that wanted a processor in the last minute.
    private static var load: Double {
        var average = 0.0
        return unsafe getloadavg(&average, 1) == 1 ? average : 0
    }

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
