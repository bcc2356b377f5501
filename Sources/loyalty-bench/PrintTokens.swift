import Engine
import Foundation
import Model
import Store

/// A wrk script that asks for the screens of random customers with their own tokens, so that every request is
/// authenticated as an app's would be.
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
        defer { engine.store.close() }
        guard let brand = BrandID("bench"), let book = engine.registry.contents.book(brand, .live) else {
            throw BenchError("the database has no brand named bench")
        }
        print("local requests = {}")
        // One long text: Lua keeps at most 65,536 constants in a function.
        print("local customers = [[")
        for number in 0..<customers {
            guard let id = CustomerID("bench-\(1_000_000 + number)") else { continue }
            let token = CustomerToken.mint(
                for: id, in: book, secrets: engine.secrets, lifetimeSeconds: 86_400, at: SystemClock().now()
            ).token
            print("\(id.text) \(token)")
        }
        print(
            """
            ]]
            function init(args)
              math.randomseed(os.time())
              for id, token in customers:gmatch("(%S+) (%S+)") do
                requests[#requests + 1] = wrk.format("GET", "/v1/customers/" .. id .. "/screens/\(screen)", {
                  ["Host"] = "bench", ["X-API-Key"] = "\(readKey)", ["Authorization"] = "Bearer " .. token })
              end
            end
            function request() return requests[math.random(#requests)] end
            """)
    }
}
