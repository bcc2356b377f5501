import Engine
import Model
import Store

extension Operation {
    /// Runs a draft over the orders of the past months.
    func simulate(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        guard let input else { throw AdministrationError("there is no document to run") }
        let bytes = try input.bytes(at: 0, count: AdministrationLimits.documentBytesMax + 1)
        let draft = try PublishProgramme.check(bytes)
        let book = try engine.book(brand: draft.brand, mode: try mode(), for: "cannot run the draft")
        guard let version = engine.registry.contents.programme(of: book) else {
            throw AdministrationError("\(book.brand) has published no programme")
        }
        let whatIf = try WhatIf(
            draft: draft, months: try months(), in: book, version: version, now: engine.now(in: book))
        let total = try engine.store.makeFreshReader().readFresh { connection, _ in
            try connection.memberCount(of: book.number)
        }
        let result = try whatIf.run(on: engine) { done, _ in
            output.progress(
                AdministrationProgress(phase: "replaying", done: done, total: total, unit: "customers"))
        }
        guard let result else { return ExitCode.failure }
        for line in Self.lines(of: result, whatIf) { output.answer(line) }
        return ExitCode.success
    }

    private static func lines(of result: WhatIfResult, _ whatIf: WhatIf) -> [String] {
        var lines = [
            "\(whatIf.book.brand) (\(whatIf.book.mode.rawValue)): \(result.orders) orders from"
                + " \(whatIf.from.rfc3339) on, \(result.customers) customers",
            "coins: \(result.recordedCoins) recorded, \(result.currentCoins) by the programme in force,"
                + " \(result.draftCoins) by the draft",
            "not expired by now: \(result.currentOutstanding) by the programme in force,"
                + " \(result.draftOutstanding) by the draft",
            "customers: \(result.winners) win, \(result.losers) lose, \(result.unchanged) get the same",
        ]
        let moves = result.tierMoves.map { move, customers in
            "tier \(move.from?.text ?? "none") → \(move.to?.text ?? "none"): \(customers) customers"
        }
        lines += moves.sorted()
        lines += result.topWinners.map { "wins: \($0.id) \($0.current) → \($0.draft)" }
        lines += result.topLosers.map { "loses: \($0.id) \($0.current) → \($0.draft)" }
        return lines
    }
}
