import Engine
import HTTPServer
import Model

extension WriteRequest {
    /// The write that an exchange asks for: who, whether it is a dry run, and how a repeat is recognised.
    ///
    /// - Throws: ``Problem`` 400 when the route needs an Idempotency-Key and the request has none, or a wrong one.
    init(for exchange: Exchange) throws {
        // A query of somebody else's design is the handler's own to read.
        let route = exchange.route
        let isForeign =
            route.isForeign
            || route.access == .webhook && exchange.service.dialect(of: exchange.request) != nil
        self.init(
            book: exchange.book, actor: exchange.actor, idempotency: exchange.idempotency,
            isDryRun: isForeign ? false : try exchange.isDryRun())
        guard exchange.route.repeats == .byKey else { return }
        guard let text = exchange.request.header(.idempotencyKey) else {
            throw Problem(.idempotencyKeyMissing)
        }
        guard exchange.request.headerCount(.idempotencyKey) == 1, let key = IdempotencyKey(text) else {
            throw Self.wrongKey
        }
        idempotency = Idempotency(
            scope: Self.digest([
                exchange.book.brand.text, exchange.book.mode.rawValue, exchange.route.name,
                exchange.caller.customer?.text ?? exchange.caller.token?.customer.text ?? "", key.text,
            ]),
            fingerprint: Self.fingerprint(of: exchange))
    }

    /// A field that is no key, or is there twice.
    fileprivate static let wrongKey = InvalidInput(
        FieldError(
            pointer: "#/header/idempotency-key", code: FieldCode.invalidFormat,
            detail: "Idempotency-Key must be given once, as \(IdempotencyKey.expected)."))

    /// What the client asked for: the same whether a customer is named or `me`, and however the JSON is laid out.
    private static func fingerprint(of exchange: Exchange) -> Digest {
        var parts = [exchange.request.method.description, exchange.route.path]
        for name in exchange.route.parameterNames {
            let resolved = name == "customer_id" ? exchange.caller.customer?.text : nil
            parts.append(resolved ?? exchange.parameter(name))
        }
        parts.append(canonical(exchange.request.body, customer: exchange.caller.customer))
        return digest(parts)
    }

    /// A body with its members in order of their names and without space between them; no body is an empty object.
    /// Whoever says `me` there is named.
    private static func canonical(_ body: [UInt8], customer: CustomerID?) -> String {
        guard !body.isEmpty else { return "{}" }
        guard let value = try? JSONValue(parsing: body) else { return String(decoding: body, as: UTF8.self) }
        var json = JSONWriter(capacity: body.count)
        json.value(sorted(named(value, customer)))
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func named(_ value: JSONValue, _ customer: CustomerID?) -> JSONValue {
        guard case .object(let object) = value, let customer else { return value }
        let members = object.members.map { member in
            member.name == "customer_id" && member.value == .string("me")
                ? JSONObject.Member(name: member.name, value: .string(customer.text)) : member
        }
        return .object(JSONObject(members: members))
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.members.sorted { $0.name < $1.name }
            return .object(
                JSONObject(members: members.map { .init(name: $0.name, value: sorted($0.value)) }))
        case .array(let elements): return .array(elements.map(sorted))
        default: return value
        }
    }

    /// SHA-256 over the parts, each with its length before it, so that no two lists read the same.
    fileprivate static func digest(_ parts: [String]) -> Digest {
        var hash = SHA256()
        for part in parts {
            hash.update(bigEndian: Int64(part.utf8.count))
            hash.update(part)
        }
        return hash.finalize()
    }
}

extension Exchange {
    /// Has a repeat of this write recognised by a name that its caller gave it (rule 3.6), in a format that carries the
    /// name elsewhere than in the Idempotency-Key field.
    ///
    /// - Parameters:
    ///   - space: Where the name is unique in its book, and for the customer whom the credential names: what one customer
    ///     was answered is no other's to read.
    ///   - content: What is asked for: the same name with another is refused.
    package mutating func recognise(by name: String, in space: String, asking content: [String]) {
        idempotency = Idempotency(
            scope: WriteRequest.digest([book.brand.text, book.mode.rawValue, space, subjectText, name]),
            fingerprint: WriteRequest.digest(content))
    }

    /// The customer whom the credential names; empty for a caller who may name any.
    private var subjectText: String {
        switch caller.subject {
        case .number(let number)?: "number \(number.number)"
        case .nectorUUID(let uuid)?: "uuid \(Hex.encode(uuid))"
        case nil: ""
        }
    }

    /// Has a repeat recognised by the Idempotency-Key field of a client that sends one; others go without.
    ///
    /// - Throws: ``InvalidInput`` for a field that is no key.
    package mutating func recogniseByOptionalKey() throws {
        guard let text = request.header(.idempotencyKey) else { return }
        guard request.headerCount(.idempotencyKey) == 1, let key = IdempotencyKey(text) else {
            throw WriteRequest.wrongKey
        }
        let target = String(request.rawTarget)
        recognise(
            by: key.text, in: route.name,
            asking: [request.method.description, target, String(decoding: request.body, as: UTF8.self)])
    }
}
