import Engine
import HTTPServer
import Model
import Screens

/// What-if runs: a draft over the orders of the past months.
enum SimulationsEndpoint {
    private struct Input {
        var draft: JSONValue
        var months: Int64
    }

    /// Starts one; it goes on after the answer.
    static func start(_ exchange: inout Exchange) throws -> Outcome {
        let input = try exchange.body { fields -> Input? in
            let draft = fields.value("draft")
            let months = fields.integer("months", in: 1...WhatIf.monthsMax)
            guard let draft, let months else { return nil }
            return Input(draft: draft, months: months)
        }
        let engine = exchange.service.engine
        let whatIf = try WhatIf(
            draft: try programme(input.draft), months: input.months, in: exchange.book,
            version: exchange.version, now: engine.now(in: exchange.book))
        let simulation = try engine.simulations.start(whatIf, months: input.months, on: engine)
        return .answer(.json(.accepted) { json in write(simulation, into: &json) })
    }

    /// Those that are kept, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let runs = exchange.service.engine.simulations.list(in: exchange.book)
        return .answer(
            .json { json in
                json.beginObject()
                json.key("items")
                json.beginArray()
                for run in runs { write(run, into: &json) }
                json.endArray()
                json.endObject()
            })
    }

    /// How far one has come, and what came of it.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let run = try exchange.service.engine.simulations.find(
            exchange.parameter("simulation_id"), in: exchange.book)
        return .answer(.json { json in write(run, into: &json) })
    }

    /// Stops one; what it had found is dropped.
    static func cancel(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let run = try exchange.service.engine.simulations.cancel(
            exchange.parameter("simulation_id"), in: exchange.book)
        return .answer(.json(.accepted) { json in write(run, into: &json) })
    }

    /// Reads the draft; its faults point into it.
    private static func programme(_ draft: JSONValue) throws(InvalidInput) -> Programme {
        var text = JSONWriter(capacity: 4096)
        text.value(draft)
        do {
            return try Programme(parsing: text.bytes)
        } catch {
            let errors = error.errors.map { fault in
                FieldError(
                    pointer: "#/draft" + fault.pointer.drop { $0 == "#" }, code: fault.code,
                    detail: fault.detail)
            }
            guard let first = errors.first else { throw error }
            throw InvalidInput(first, Array(errors.dropFirst()))
        }
    }

    private static func write(_ run: Simulation, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", run.id)
        json.member("state", run.state.rawValue)
        json.member("months", run.months)
        json.member("from", run.from)
        json.member("to", run.through)
        json.member("started_at", run.startedAt)
        if let finishedAt = run.finishedAt { json.member("finished_at", finishedAt) }
        json.key("progress")
        json.beginObject()
        json.member("customers_done", run.customersDone)
        json.member("customers_total", run.customersTotal)
        json.member("orders_done", run.ordersDone)
        json.endObject()
        if let result = run.result {
            json.key("result")
            write(result, run, into: &json)
        }
        json.endObject()
    }

    private static func write(_ result: WhatIfResult, _ run: Simulation, into json: inout JSONWriter) {
        json.beginObject()
        json.member("orders", result.orders)
        json.member("customers", result.customers)
        json.key("coins")
        json.beginObject()
        json.member("recorded", result.recordedCoins)
        json.member("current", result.currentCoins)
        json.member("draft", result.draftCoins)
        json.endObject()
        json.key("liability")
        json.beginObject()
        let worth = (
            worth(result.currentOutstanding, run.currentCoin), worth(result.draftOutstanding, run.draftCoin)
        )
        json.member("current_coins", result.currentOutstanding)
        json.member("draft_coins", result.draftOutstanding)
        json.member("current_worth", worth.0)
        json.member("draft_worth", worth.1)
        json.member("change", worth.1 - worth.0)
        json.endObject()
        json.key("tier_moves")
        json.beginArray()
        let moves = result.tierMoves.sorted { a, b in
            (b.value, a.key.from?.text ?? "", a.key.to?.text ?? "")
                < (a.value, b.key.from?.text ?? "", b.key.to?.text ?? "")
        }
        for (move, customers) in moves {
            json.beginObject()
            for (name, tier) in [("from", move.from), ("to", move.to)] {
                json.key(dynamic: name)
                if let tier { json.string(tier.text) } else { json.null() }
            }
            json.member("customers", customers)
            json.endObject()
        }
        json.endArray()
        json.member("winners", result.winners)
        json.member("losers", result.losers)
        json.member("unchanged", result.unchanged)
        write("top_winners", result.topWinners, into: &json)
        write("top_losers", result.topLosers, into: &json)
        json.endObject()
    }

    private static func write(
        _ name: String, _ changes: [WhatIfResult.Change], into json: inout JSONWriter
    ) {
        json.key(dynamic: name)
        json.beginArray()
        for change in changes {
            json.beginObject()
            json.member("customer_id", change.id)
            json.member("current", change.current)
            json.member("draft", change.draft)
            json.member("difference", change.difference)
            json.endObject()
        }
        json.endArray()
    }

    private static func worth(_ coins: Coins, _ coin: CoinSettings) -> Int64 {
        Ratio.floorMultiplyDivide(coins, coin.valueAmount, coin.valueCoins) ?? .max
    }
}
