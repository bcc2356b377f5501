import Engine
import Model

/// A wrk script that asks for the screens of random customers with their own tokens.
struct PrintTokens {
    private let path: String
    private let customers: Int
    private let readKey: String
    private let screen: String

    init(_ options: Options) throws {
        path = try options.text("database")
        customers = try options.number("customers", default: 10_000)
        readKey = try options.text("read-key")
        screen = options.text("screen", default: "wallet")
    }

    func run() throws {
        let engine = try openEngine(path)
        defer { engine.close() }
        let lines = try Self.mint(customers, on: engine).enumerated().map { number, token in
            "\(BenchRequest.screenPath(BenchBrand.customerText(number), screen: screen)) \(token)"
        }
        print(WrkScript.screens(lines, readKey: readKey).text)
    }

    /// A token for each of the first customers, good for a day.
    static func mint(_ customers: Int, on engine: Engine) throws -> [String] {
        let book = try BenchBrand.book(of: engine)
        let now = SystemClock().now()
        return (0..<customers).compactMap { number in
            BenchBrand.customer(number).map { id in
                CustomerToken.mint(
                    for: id, in: book, secrets: engine.secrets, lifetimeSeconds: 86_400, at: now
                ).token
            }
        }
    }
}
