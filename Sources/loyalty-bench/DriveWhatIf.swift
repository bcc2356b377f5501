import Engine
import Foundation
import Model
import Store

/// What a what-if run costs: a draft with other rates and thresholds over every order of a made database.
struct DriveWhatIf {
    private let path: String
    private let months: Int64

    init(_ options: Options) throws {
        path = try options.text("database")
        months = Int64(try options.number("months", default: 12))
    }

    func run() throws {
        let engine = try openEngine(path)
        defer { engine.close() }
        let (book, version) = try BenchBrand.bookAndVersion(of: engine)
        let draft = BenchBrand.programme.replacing(
            #""coins": 1, "per_amount": 100"#, with: #""coins": 3, "per_amount": 250"#
        )
        .replacing(#""threshold": 100000"#, with: #""threshold": 150000"#)
        let whatIf = try WhatIf(
            draft: try Programme(parsing: Array(draft.utf8)), months: months, in: book, version: version,
            now: engine.now(in: book))
        let start = ContinuousClock.now
        let result = try whatIf.run(on: engine) { _, _ in }
        let elapsed = ContinuousClock.now - start
        guard let result else { throw BenchError("the run was cancelled by nobody") }
        print(
            "what-if: \(result.orders) orders of \(result.customers) customers in \(elapsed),"
                + " \(rate(Int(result.orders), elapsed)) orders/s; coins \(result.currentCoins) → \(result.draftCoins)"
        )
    }
}
