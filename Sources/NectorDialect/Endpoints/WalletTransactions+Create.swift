import API
import Engine
import HTTPServer
import Model

/// Credits and debits by hand, of coins and of store credit (nector-dialect: "Coins wallet and credit wallet").
enum TransactionDeeds {
    /// `POST /wallettransactions`
    static func createCoins(_ exchange: inout Exchange) throws -> Outcome {
        try create(.coins, &exchange)
    }

    /// `POST /creditwallettransactions`: the amount is in major units, read exactly.
    static func createCredits(_ exchange: inout Exchange) throws -> Outcome {
        try create(.credits, &exchange)
    }

    private static func create(_ wallet: Wallet, _ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let who = try DeedWho(body, exchange)
        let told = ToldText(
            title: try body.needed("title", most: titleLengthMax, lines: true),
            description: try body.text("description", most: descriptionLengthMax, lines: true) ?? "")
        guard let sign = try body.word("operation", ["cr": 1, "dr": -1] as [String: Int64]) else {
            throw body.fault("operation", FieldCode.required, "is required: cr or dr")
        }
        let coins = sign * (try amount(body, wallet, exchange.version.programme.currency))
        let hash = try body.text("hash", most: hashLengthMax)
        if let hash {
            exchange.recognise(
                by: hash, in: "nector-hash-\(wallet.rawValue)",
                asking: [who.text, String(coins), told.title, told.description])
        } else {
            try exchange.recogniseByOptionalKey()
        }
        let answers = NectorAnswers(exchange)
        return .write { context in
            let customer = try who.customer(in: context.snapshot)
            let receipt = try AdjustWallet.run(
                AdjustWallet.Input(
                    customer: customer.id, wallet: wallet, coins: coins, note: told.note, told: told,
                    reference: hash ?? ""), in: context)
            return try answers.entry(receipt.entry, of: customer, in: context.snapshot)
        }
    }

    /// How many coins, or minor units of store credit; always more than none.
    private static func amount(
        _ body: NectorBody, _ wallet: Wallet, _ currency: Currency
    ) throws -> Int64 {
        let amount =
            wallet == .coins
            ? try body.whole("amount", in: 1...CoinLimits.perEntryMax)
            : try body.money("amount", in: currency, sign: .positive)
        guard let amount else { throw body.fault("amount", FieldCode.required, "is required") }
        return amount
    }

    /// `PUT /wallettransactions/{id}`: entries are final when they are written, so success is all that can be asked for.
    static func update(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        guard try body.word("status", ["success": true]) != nil else {
            throw body.fault("status", FieldCode.required, "is required: success")
        }
        let cipher = NectorIDCipher(exchange.book, exchange.service.engine.secrets)
        guard let id = NectorID(exchange.parameter("id")), let place = cipher.payload(.coinEntry, id) else {
            throw Refusal.transactionNotFound
        }
        let answers = NectorAnswers(exchange)
        return .located({ try $0.customerIfKnown(CustomerNumber(place.owner)) }) { snapshot, customer in
            let entry = try snapshot.entry(
                TransactionID(wallet: .coins, sequence: place.number), of: customer)
            return try answers.entry(entry, of: customer, in: snapshot)
        }
    }

    /// Characters of a title, a description and a hash.
    static let titleLengthMax = 200, descriptionLengthMax = 1_000, hashLengthMax = 128
}
