import Engine
import HTTPServer
import Model
import Store

/// Checkouts and the order feed: their settings, their rule beside the app's, and how far they are set up.
enum ConnectorsEndpoint {
    /// All of them, whether or not anybody has touched them.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let now = exchange.service.engine.realNow()
        return .bookRead { snapshot in
            let all = try ConnectorKind.allCases.map { try snapshot.connector($0) }
            return .list(all) { each, json in
                write(each, programme: snapshot.version.programme, at: now, into: &json)
            }
        }
    }

    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try get(try kind(of: exchange, "checkout"), &exchange)
    }

    static func get(_ kind: ConnectorKind, _ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let now = exchange.service.engine.realNow()
        return .bookRead { snapshot in
            let connector = try snapshot.connector(kind)
            return .json { json in
                write(connector, programme: snapshot.version.programme, at: now, into: &json)
            }
        }
    }

    /// Changes the settings that are sent; the others stay.
    static func update(_ exchange: inout Exchange) throws -> Outcome {
        try update(try kind(of: exchange, "checkout"), &exchange)
    }

    static func update(_ kind: ConnectorKind, _ exchange: inout Exchange) throws -> Outcome {
        try exchange.requireJSON()
        let document = try JSONValue(parsing: exchange.request.body)
        // What is wrong with it is told at once, and not after a wait for the writer.
        _ = try Connectors.settings(document, over: ConnectorSettings(), of: kind)
        return .write { context in
            _ = try Connectors.update(kind, with: document, in: context)
            return try answer(of: kind, in: context)
        }
    }

    /// Publishes a programme in which only this connector's rule is another; a dry run says what would change.
    static func changeRule(_ exchange: inout Exchange) throws -> Outcome {
        try VersionsEndpoint.requireLive(exchange)
        let kind = try kind(of: exchange)
        let (wanted, base) = try exchange.body(limits: ProgrammeLimits.json) { fields in ruleInput(&fields) }
        return .write { context in
            let receipt = try ConnectorRule.change(kind, to: wanted, expecting: base, in: context)
            let connector = try context.snapshot.connector(kind)
            return .json { json in
                json.beginObject()
                json.member("version", receipt.published.version)
                json.member("new", receipt.published.isNew)
                json.list("changes", receipt.changes) { VersionsEndpoint.write($0, into: &$1) }
                json.key("connector")
                write(connector, programme: receipt.programme, at: context.realNow, into: &json)
                json.endObject()
            }
        }
    }

    /// Whoever was given the id has said that it is set up.
    static func confirm(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        let kind = try kind(of: exchange)
        return .write { context in
            _ = try Connectors.confirm(kind, in: context)
            return try answer(of: kind, in: context)
        }
    }

    static func kind(
        of exchange: Exchange, _ parameter: String = "connector"
    ) throws(Refusal) -> ConnectorKind {
        guard let kind = ConnectorKind(rawValue: exchange.parameter(parameter)) else {
            throw .connectorNotFound
        }
        return kind
    }

    private static func ruleInput(
        _ fields: inout JSONFields
    ) -> (wanted: ConnectorRule.Wanted, base: Int64?)? {
        let base = fields.optionalInteger("expected_version", in: 1...Int64.max)
        let isSame = fields.optionalBool("same_as_app") ?? false
        if isSame {
            if fields.has("rule") {
                _ = fields.take("rule")
                fields.refuse("rule", FieldCode.notAllowed, "cannot be given with same_as_app")
            }
            return (.sameAsApp, base)
        }
        guard let rule = fields.value("rule") else { return nil }
        guard case .object = rule else {
            fields.refuse("rule", FieldCode.wrongType, "must be an object, not \(rule.kind)")
            return nil
        }
        return (.rule(rule), base)
    }

    private static func answer(of kind: ConnectorKind, in context: CommandContext) throws -> Answer {
        let connector = try context.snapshot.connector(kind)
        return .json { json in
            write(connector, programme: context.programme, at: context.realNow, into: &json)
        }
    }

    /// A connector with its rule as the programme has it, and where that differs from the app's.
    static func write(
        _ each: (connector: Connector, ids: [WebhookID]), programme: Programme, at now: Instant,
        into json: inout JSONWriter
    ) {
        let connector = each.connector
        json.beginObject()
        json.member("id", connector.kind.rawValue)
        json.member("state", connector.state.rawValue)
        json.key("settings")
        json.beginObject()
        connector.settings.writeMembers(for: connector.kind, into: &json)
        json.endObject()
        json.list("webhook_ids", each.ids.filter { $0.isGood(at: now) }) { id, json in
            json.beginObject()
            json.member("ends_with", id.hint)
            json.member("created_at", id.createdAt)
            if let end = id.expiresAt { json.member("expires_at", end) }
            json.endObject()
        }
        if let channel = connector.kind.channel { writeRule(channel, programme, into: &json) }
        if let instant = connector.initialisedAt { json.member("initialised_at", instant) }
        if let instant = connector.confirmedAt { json.member("confirmed_at", instant) }
        if let instant = connector.updatedAt { json.member("updated_at", instant) }
        json.endObject()
    }

    private static func writeRule(
        _ channel: Channel, _ programme: Programme, into json: inout JSONWriter
    ) {
        let rules = programme.redemption.rules
        if let rule = rules[channel] {
            json.key("rule")
            rule.write(into: &json)
        }
        let warnings = RuleComparison.warnings(
            app: rules[.app], connector: rules[channel], currency: programme.currency)
        json.list("warnings", warnings) { warning, json in
            json.beginObject()
            json.member("code", warning.code.rawValue)
            json.member("field", warning.field)
            if let value = warning.app {
                json.key("app")
                json.value(value)
            }
            if let value = warning.connector {
                json.key("connector")
                json.value(value)
            }
            json.member("text", warning.text)
            json.endObject()
        }
    }
}
