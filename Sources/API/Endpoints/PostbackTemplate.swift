import Engine
import HTTPServer
import Model

/// The names under which a provider sends what an install is about; the first that is there counts. Nested members of a
/// JSON body are named with dots. The service's own names are understood from everyone.
struct PostbackTemplate: Sendable {
    let customer: [String]
    let device: [String]
    let event: [String]
    let time: [String]

    private static let generic = PostbackTemplate(
        customer: ["customer_id"], device: ["device_id"], event: ["event_id"], time: ["occurred_at"])

    private static let providers: [AttributionProvider: PostbackTemplate] = [
        .appsflyer: PostbackTemplate(
            customer: ["customer_user_id"],
            device: ["appsflyer_id", "advertising_id", "idfa", "idfv", "android_id"],
            event: ["event_id", "appsflyer_id"], time: ["event_time", "install_time"]),
        .adjust: PostbackTemplate(
            customer: ["external_device_id", "user_id"], device: ["adid", "gps_adid", "idfa", "idfv"],
            event: ["nonce", "adid"], time: ["installed_at", "created_at"]),
        .branch: PostbackTemplate(
            customer: ["user_data.developer_identity", "developer_identity"],
            device: ["user_data.aaid", "user_data.idfa", "user_data.idfv", "user_data.android_id"],
            event: ["id"], time: ["timestamp", "event_timestamp"]),
        .singular: PostbackTemplate(
            customer: ["custom_user_id", "user_id"], device: ["aifa", "idfa", "idfv", "andi"],
            event: ["event_id"], time: ["utc", "install_utc_time"]),
        .kochava: PostbackTemplate(
            customer: ["identity_link", "identity", "user_id"], device: ["kochava_device_id", "device_id"],
            event: ["event_id", "conversion_id"], time: ["install_date", "date_occurred"]),
    ]

    /// The template of a provider.
    static func of(_ provider: AttributionProvider) -> PostbackTemplate {
        guard let own = providers[provider] else { return generic }
        return PostbackTemplate(
            customer: own.customer + generic.customer, device: own.device + generic.device,
            event: own.event + generic.event, time: own.time + generic.time)
    }

    /// A time as providers write it: RFC 3339, `YYYY-MM-DD HH:MM:SS[.mmm]` in UTC, or Unix seconds or milliseconds.
    static func instant(_ text: String) -> Instant? {
        if let instant = try? Instant(rfc3339: text) { return instant }
        if let number = Int64(text), number > 0 {
            return number < 100_000_000_000 ? Instant(seconds: number) : Instant(milliseconds: number)
        }
        return try? Instant(rfc3339: text.split(separator: " ", maxSplits: 1).joined(separator: "T") + "Z")
    }
}

/// What a postback brought, by name.
struct PostbackFields: Sendable {
    /// The most values that are looked at, and how deep.
    static let valuesMax = 500
    static let depthMax = 4

    private var values: [String: String] = [:]

    init(query: [QueryItem]) {
        for item in query.prefix(Self.valuesMax) where values[item.name] == nil {
            values[item.name] = item.value
        }
    }

    /// - Throws: ``JSONSyntaxError``; ``InvalidInput`` when the body is not an object.
    init(body: [UInt8]) throws {
        guard case .object(let object) = try JSONValue(parsing: body) else {
            throw InvalidInput(
                FieldError(pointer: "#", code: FieldCode.wrongType, detail: "The body must be an object."))
        }
        add(object, prefix: "", depth: 0)
    }

    private mutating func add(_ object: JSONObject, prefix: String, depth: Int) {
        for member in object.members where values.count < Self.valuesMax {
            switch member.value {
            case .string(let text): values[prefix + member.name] = text
            case .integer(let number): values[prefix + member.name] = String(number)
            case .object(let inner) where depth < Self.depthMax:
                add(inner, prefix: prefix + member.name + ".", depth: depth + 1)
            default: continue
            }
        }
    }

    /// The first of some names that has a value.
    func first(_ names: [String]) -> String? {
        names.lazy.compactMap { values[$0] }.first { !$0.isEmpty }
    }
}
