import Engine
import HTTPServer
import Model
import Screens
import Store

/// Uploaded codes of rewards.
enum CodePoolsEndpoint {
    /// Adds codes: a JSON list, or CSV with one code a line and perhaps the header `code`.
    static func add(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let reward = try reward(of: exchange)
        let codes = try isCSV(exchange) ? csvCodes(of: exchange) : jsonCodes(of: exchange)
        return .write { context in
            let receipt = try AddCodes.run(codes, to: reward, in: context)
            let pool = try context.snapshot.pool(of: reward)
            return .json { json in
                json.beginObject()
                json.member("added", receipt.added)
                json.member("duplicates", receipt.duplicates)
                write(reward, pool.counts, warnAt: pool.warnAt, into: &json)
                json.endObject()
            }
        }
    }

    /// How many codes are left.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let reward = try reward(of: exchange)
        return .bookRead { snapshot in
            let pool = try snapshot.pool(of: reward)
            return .json { json in
                json.beginObject()
                write(reward, pool.counts, warnAt: pool.warnAt, into: &json)
                json.endObject()
            }
        }
    }

    private static func reward(of exchange: Exchange) throws -> RewardID {
        guard let reward = RewardID(exchange.parameter("reward_id")) else { throw Refusal.rewardNotFound }
        return reward
    }

    private static func write(
        _ reward: RewardID, _ pool: PoolCounts, warnAt: Int64, into json: inout JSONWriter
    ) {
        json.member("reward_id", reward.text)
        json.member("codes", pool.codes)
        json.member("drawn", pool.drawn)
        json.member("left", pool.left)
        json.member("warn_at", warnAt)
        json.member("warning", pool.left == 0 ? "exhausted" : pool.left <= warnAt ? "running_low" : "none")
    }

    private static func isCSV(_ exchange: Exchange) -> Bool {
        let media = exchange.request.header(.contentType)?.prefix { $0 != ";" && $0 != " " } ?? ""
        return media.lowercased() == "text/csv"
    }

    private static func jsonCodes(of exchange: Exchange) throws -> [String] {
        try exchange.requireJSON()
        let body = try JSONValue(
            parsing: exchange.request.body, limits: JSONLimits(depthMax: 4, valuesMax: AddCodes.codesMax + 8))
        return try JSONFields.read(body) { fields -> [String]? in
            fields.required("codes") { raw throws(FieldFault) -> [String] in
                guard case .json(.array(let values)) = raw else {
                    throw FieldFault(FieldCode.wrongType, "must be an array")
                }
                guard (1...AddCodes.codesMax).contains(values.count) else {
                    throw FieldFault(
                        FieldCode.outOfRange, "must have 1 to \(AddCodes.codesMax) elements")
                }
                // What is no text becomes a code that is none, and is named by its place.
                return values.map { if case .string(let text) = $0 { text } else { "" } }
            }
        }
    }

    private static func csvCodes(of exchange: Exchange) throws -> [String] {
        var codes: [String] = []
        var isFirst = true
        let take = { (record: CSVRecord) throws(InvalidInput) in
            if let fault = record.fault {
                throw InvalidInput(
                    FieldError(
                        pointer: JSONPointer.root, code: FieldCode.invalidFormat,
                        detail: "Line \(record.line): \(fault.reason)."))
            }
            // A second column is no part of a code; what it makes of it is named by its place.
            let field = record.fields.joined(separator: ",")
            defer { isFirst = false }
            if isFirst, field.lowercased() == "code" { return }
            codes.append(field)
        }
        var reader = CSVReader()
        try reader.read(Array(exchange.request.body), take)
        try reader.finish(take)
        guard (1...AddCodes.codesMax).contains(codes.count) else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.outOfRange,
                    detail: "The file must have 1 to \(AddCodes.codesMax) codes, one a line."))
        }
        return codes
    }
}
