import Model

extension AwardBasis {
    /// As the order keeps it: one JSON object, its lines as arrays.
    var json: String {
        var json = JSONWriter(capacity: 256 + 48 * lines.count)
        json.beginObject()
        json.member("amount", amount)
        json.member("coins", coins)
        json.member("per_amount", perAmount)
        json.member("minimum", minimumAmount)
        json.member("tier", tierBasisPoints)
        json.key("campaigns")
        Self.write(campaigns, into: &json)
        if let room { json.member("room", room) }
        json.member("total", total)
        if isLessCoinsPart { json.member("is_less_coins_part", true) }
        json.key("factors")
        json.beginArray()
        for factor in factors { Self.write(factor, into: &json) }
        json.endArray()
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.beginArray()
            json.string(line.id)
            for number in [line.quantity, line.weight, line.paid, Int64(line.factor)] { json.integer(number) }
            if line.discount > 0 { json.integer(line.discount) }
            json.endArray()
        }
        json.endArray()
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func write(_ numbers: [Int64], into json: inout JSONWriter) {
        json.beginArray()
        for number in numbers { json.integer(number) }
        json.endArray()
    }

    /// Reads it back; nil for what ``json`` did not write.
    init?(json text: String) {
        guard let json = try? JSONValue(parsing: Array(text.utf8), limits: OrderLimits.json),
            let amount = Self.integer(json["amount"]), let coins = Self.integer(json["coins"]),
            let perAmount = Self.integer(json["per_amount"]), let minimum = Self.integer(json["minimum"]),
            let tier = Self.integer(json["tier"]), let total = Self.integer(json["total"]),
            let campaigns = Self.integers(json["campaigns"]), case .array(let groups)? = json["factors"],
            case .array(let values)? = json["lines"]
        else { return nil }
        let factors = groups.compactMap { Self.integers($0) }
        let lines = values.compactMap { Self.line($0) }
        guard factors.count == groups.count, lines.count == values.count else { return nil }
        self.init(
            amount: amount, coins: coins, perAmount: perAmount, minimumAmount: minimum, tierBasisPoints: tier,
            campaigns: campaigns, room: Self.integer(json["room"]), total: total, lines: lines,
            factors: factors, isLessCoinsPart: json["is_less_coins_part"] == .bool(true))
    }

    private static func line(_ value: JSONValue) -> Line? {
        guard case .array(let parts) = value, (5...6).contains(parts.count), case .string(let id) = parts[0],
            let numbers = integers(.array(Array(parts.dropFirst())))
        else { return nil }
        return Line(
            id: id, quantity: numbers[0], weight: numbers[1], paid: numbers[2],
            discount: numbers.count > 4 ? numbers[4] : 0, factor: Int(numbers[3]))
    }

    private static func integer(_ value: JSONValue?) -> Int64? {
        if case .integer(let number)? = value { return number }
        return nil
    }

    private static func integers(_ value: JSONValue?) -> [Int64]? {
        guard case .array(let values)? = value else { return nil }
        let numbers = values.compactMap { integer($0) }
        return numbers.count == values.count ? numbers : nil
    }
}
