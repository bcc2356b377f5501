import Model

/// How an order's lines, a refund's units and an award's basis are kept: compact JSON, in arrays.
enum OrderDocument {
    /// The lines as `{"lines": [[id, product, [collections], [tags], quantity, amount, discount], …]}`.
    static func text(of lines: [OrderLine]) -> String {
        guard !lines.isEmpty else { return "{}" }
        var json = JSONWriter(capacity: 64 + 96 * lines.count)
        json.beginObject()
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.beginArray()
            json.string(line.id)
            if let product = line.product { json.string(product) } else { json.null() }
            for labels in [line.collections, line.tags] {
                json.beginArray()
                for label in labels { json.string(label) }
                json.endArray()
            }
            json.integer(line.quantity)
            json.integer(line.amount)
            json.integer(line.discount)
            json.endArray()
        }
        json.endArray()
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Reads them back; none of a document that has none, as those of the first schema.
    static func lines(in text: String) throws(StoreError) -> [OrderLine] {
        guard text.utf8.count > 2 else { return [] }
        guard case .array(let values)? = try parse(text)["lines"] else { return [] }
        var lines: [OrderLine] = []
        lines.reserveCapacity(values.count)
        for value in values {
            guard case .array(let parts) = value, parts.count == 7, case .string(let id) = parts[0],
                case .integer(let quantity) = parts[4], case .integer(let amount) = parts[5],
                case .integer(let discount) = parts[6]
            else { throw unsound }
            var product: String?
            if case .string(let text) = parts[1] { product = text }
            lines.append(
                OrderLine(
                    id: id, product: product, collections: try strings(parts[2]), tags: try strings(parts[3]),
                    quantity: quantity, amount: amount, discount: discount))
        }
        return lines
    }

    /// A refund's units by line, as `[[id, quantity], …]` in the order of their ids.
    static func text(of quantities: [String: Int64]) -> String {
        var json = JSONWriter(capacity: 64)
        json.beginArray()
        for (line, units) in quantities.sorted(by: { $0.key < $1.key }) {
            json.beginArray()
            json.string(line)
            json.integer(units)
            json.endArray()
        }
        json.endArray()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Reads them back.
    static func quantities(in text: String) throws(StoreError) -> [String: Int64] {
        guard case .array(let values) = try parse(text) else { throw unsound }
        var quantities: [String: Int64] = [:]
        for value in values {
            guard case .array(let parts) = value, parts.count == 2, case .string(let line) = parts[0],
                case .integer(let units) = parts[1]
            else { throw unsound }
            quantities[line] = units
        }
        return quantities
    }

    private static func parse(_ text: String) throws(StoreError) -> JSONValue {
        guard let value = try? JSONValue(parsing: Array(text.utf8), limits: limits) else { throw unsound }
        return value
    }

    private static func strings(_ value: JSONValue) throws(StoreError) -> [String] {
        guard case .array(let values) = value else { throw unsound }
        var strings: [String] = []
        for value in values {
            guard case .string(let text) = value else { throw unsound }
            strings.append(text)
        }
        return strings
    }

    private static let unsound = StoreError(kind: .corrupt, message: "an order's document is not sound")
    /// What was let in is let out: the labels of all lines, and the arrays around them.
    private static let limits = JSONLimits(depthMax: 8, valuesMax: 4_000_000)
}
