import Engine
import HTTPServer
import Model
import Screens
import Store

/// What-if runs: a draft over the orders of the past months.
enum SimulationsEndpoint {
    private struct Input: Sendable {
        var draft: Draft
        var months: Int64

        /// A document that came along, or one of the brand's drafts by its number.
        enum Draft: Sendable {
            case document(JSONValue)
            case kept(Int64)
        }
    }

    /// Starts one; it goes on after the answer.
    static func start(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let input = try exchange.body { fields in read(&fields) }
        let (engine, book, version) = (exchange.service.engine, exchange.book, exchange.version)
        return .bookRead { snapshot in
            let draft: Programme
            switch input.draft {
            case .document(let document): draft = try programme(document)
            case .kept(let number):
                draft = try programme(
                    try JSONValue(parsing: Array(try snapshot.draft(number).document.utf8)))
            }
            let whatIf = try WhatIf(
                draft: draft, months: input.months, in: book, version: version, now: snapshot.now)
            let simulation = try engine.simulations.start(whatIf, months: input.months, on: engine)
            return .json(.accepted) { json in write(simulation, into: &json) }
        }
    }

    private static func read(_ fields: inout JSONFields) -> Input? {
        let hasDocument = fields.has("draft")
        let document = fields.optionalValue("draft")
        let kept = fields.optionalField(
            "draft_id", parse: { ProgrammeReference.number("draft-", in: $0) }, expected: "a draft's id")
        let months = fields.integer("months", in: 1...WhatIf.monthsMax)
        if hasDocument, kept != nil {
            fields.refuse("draft_id", FieldCode.notAllowed, "cannot stand beside a document")
        }
        var draft = kept.map { Input.Draft.kept($0) }
        if let document {
            if case .object = document {
                draft = .document(document)
            } else {
                fields.refuse("draft", FieldCode.wrongType, "must be an object")
            }
        } else if kept == nil, !fields.has("draft_id") {
            fields.refuse("draft", FieldCode.required, "is required, or draft_id")
        }
        guard let draft, let months else { return nil }
        return Input(draft: draft, months: months)
    }

    /// Those that are kept, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let runs = exchange.service.engine.simulations.list(in: exchange.book)
        return .answer(
            .list(runs) { run, json in
                write(run, into: &json)
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
        try exchange.emptyBody()
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
