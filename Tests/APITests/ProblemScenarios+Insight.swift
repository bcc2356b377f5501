import Model
import Store
import Testing

private let one = "customer-one"

extension ProblemTests.Scenario {
    static let ofInsight: [Self] = [
        Self(
            name: "the books of tomorrow", status: 422, code: "invalid_input", pointer: "#/query/as_of"
        ) { shop in
            try shop.customer(one)
            let target = "/v1/customers/\(one)/balance?as_of=2026-11-22T06:00:00Z"
            return try shop.send("GET", target, key: .server)
        },
        Self(name: "a customer who was not known then", status: 404, code: "customer_not_found") { shop in
            try shop.customer(one)
            let target = "/v1/customers/\(one)/balance?as_of=2026-11-20T06:00:00Z"
            return try shop.send("GET", target, key: .server)
        },
        Self(name: "lots from before they were kept", status: 409, code: "lots_not_recorded") { shop in
            try shop.customer(one, coins: 100)
            shop.clock.advance(by: .seconds(3_600))
            #expect(try shop.redeem("fifty-off").status == 201)
            try shop.store.writeAndWait { transaction in
                try transaction.connection.execute("DELETE FROM lot_history")
                return .keep(())
            }
            let target = "/v1/customers/\(one)/lots?as_of=2026-11-21T06:30:00Z"
            return try shop.send("GET", target, key: .server)
        },
        Self(name: "a what-if run of long ago", status: 404, code: "simulation_not_found") {
            try $0.send("GET", "/v1/admin/simulations/simulation-9", key: .admin)
        },
        Self(name: "two what-if runs at once", status: 409, code: "simulation_running") { shop in
            // One of them ends some time; two that were started one after the other do meet.
            for number in 0..<300 { try shop.customer("customer-\(number)-many") }
            let body = #"{"months": 1, "draft": \#(APIShop.programme())}"#
            for _ in 0..<1_000 {
                let answer = try shop.send("POST", "/v1/admin/simulations", key: .admin, body: body)
                if answer.status == 409 { return answer }
            }
            return try shop.send("POST", "/v1/admin/simulations", key: .admin, body: body)
        },
        Self(
            name: "measures of days that end before they begin", status: 422, code: "invalid_input",
            pointer: "#/query/from"
        ) {
            try $0.send("GET", "/v1/admin/measures?from=2026-11-02&to=2026-11-01", key: .admin)
        },
        Self(
            name: "a home screen of the past", status: 422, code: "invalid_input", pointer: "#/query/as_of"
        ) { shop in
            try shop.customer(one)
            let target = "/v1/customers/\(one)/screens/home?as_of=2026-11-21T06:00:00Z"
            return try shop.send("GET", target, key: .server)
        },
    ]
}
