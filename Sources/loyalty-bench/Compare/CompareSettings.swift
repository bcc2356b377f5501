import Foundation

/// What `compare` was told.
struct CompareSettings {
    let loyalty: String
    let rounds: Int
    let seconds: Int
    let serverCore: Int
    let clientCore: Int
    let orders: Int
    let json: Bool

    init(_ options: Options) throws {
        loyalty = URL(filePath: options.text("loyalty", default: Self.beside("loyalty"))).path
        guard FileManager.default.isExecutableFile(atPath: loyalty) else {
            throw BenchError("\(loyalty) is no program; --loyalty names the one to measure")
        }
        rounds = try options.number("rounds", default: 3)
        seconds = try options.number("seconds", default: 10)
        orders = try options.number("orders", default: 200_000)
        json = options.has("json")
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let cores = options.list("cores", default: processors > 1 ? "0,1" : "0,0").compactMap(Int.init)
        guard cores.count == 2, cores.allSatisfy({ $0 >= 0 }) else {
            throw BenchError("--cores takes two numbers: the server's and the clients', such as 0,1")
        }
        (serverCore, clientCore) = (cores[0], cores[1])
    }

    /// A program that lies where this one does.
    static func beside(_ name: String) -> String {
        ownPath.deletingLastPathComponent().appending(path: name).path
    }

    static var ownPath: URL { URL(filePath: "/proc/self/exe").resolvingSymlinksInPath() }
}
