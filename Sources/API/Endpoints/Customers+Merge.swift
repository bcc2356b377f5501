import Engine
import HTTPServer
import Model
import Screens

/// Two customers become one, and two again.
enum MergesEndpoint {
    /// Merges the customer of the body into that of the path.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let survivor = exchange.customer
        let merged = try exchange.body { fields in
            fields.field("customer_id", parse: CustomerID.init, expected: CustomerID.expected)
        }
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            let receipt = try MergeCustomers.run(merged, into: survivor, in: context)
            return answer(receipt, context.isDryRun ? .ok : .created, chooseLocale, context)
        }
    }

    /// Takes a merge apart: gives back what is left.
    static func undo(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        let survivor = exchange.customer
        guard let number = ProgrammeReference.number("merge-", in: exchange.parameter("merge_id")) else {
            throw Refusal.mergeNotFound
        }
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            let receipt = try UndoMerge.run(number, of: survivor, in: context)
            return answer(receipt, .ok, chooseLocale, context)
        }
    }

    private static func answer(
        _ receipt: MergeReceipt, _ status: Status, _ chooseLocale: (Customer) -> ScreenLocale,
        _ context: CommandContext
    ) -> Answer {
        let wording = chooseLocale(receipt.survivor).wording(at: context.now)
        return .json(status, in: wording) { json in
            json.beginObject()
            json.key("merge")
            write(receipt.merge, into: &json)
            json.key("moved")
            json.beginObject()
            json.member("coins", receipt.moved.coins)
            json.member("credits", receipt.moved.credits)
            json.member("debt", receipt.moved.debt)
            json.member("coupons", receipt.moved.coupons)
            json.member("orders", receipt.moved.orders)
            json.member("referrals", receipt.moved.referrals)
            json.endObject()
            json.key("customer")
            CustomersEndpoint.write(receipt.survivor, into: &json)
            json.key("wallet")
            ScreenPayload.writeWallet(receipt.wallet, .coins, wording, into: &json)
            json.endObject()
        }
    }

    static func write(_ merge: MergeFacts, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", "merge-\(merge.number)")
        if let survivor = merge.survivor { json.member("customer_id", survivor.text) }
        if let merged = merge.merged { json.member("merged_customer_id", merged.text) }
        json.member("merged_at", merge.mergedAt)
        if let undoneAt = merge.undoneAt { json.member("undone_at", undoneAt) }
        json.member("actor", merge.actor)
        json.endObject()
    }
}
