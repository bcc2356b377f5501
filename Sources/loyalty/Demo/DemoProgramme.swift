import Assets
import Model

/// The demo brand's programme: the document that travels in the program, and what the brand made of it since.
enum DemoProgramme {
    /// Days after the story's beginning when the brand published its second version.
    static let secondPublishedAfterDays: Int64 = 10

    /// The first version: the document as it travels in the program.
    static func first() -> [UInt8] {
        unsafe Array(
            UnsafeBufferPointer(start: loyalty_demo_programme_bytes(), count: loyalty_demo_programme_size))
    }

    /// The second version, which is in force: tiers of twelve months, a return window of a week, a cap, referrals that
    /// wait for two weeks, a reward that is sold out, and a campaign from yesterday on.
    static func second(today: LocalDate) throws -> [UInt8] {
        let campaign = """
            {"id": "anniversary", "title": {"en": "Anniversary: double coins", "de": "Jubiläum: doppelte Münzen",
            "hi": "सालगिरह: दोगुने कॉइन", "ar": "الذكرى السنوية: ضعف العملات"},
            "from": "\(today.adding(days: -1))", "through": "\(today.adding(days: 6))",
            "multiplier_basis_points": 20000, "exclusive": false, "priority": 0}
            """
        let changes: [(path: String, json: String)] = [
            ("earning/pending_days", "7"), ("earning/caps/per_order", "5000"),
            ("earning/campaigns/+", campaign),
            ("expiry/lengthens_existing_lots", "false"),
            ("tiers/window", #"{"kind": "rolling_months", "months": 12}"#), ("rewards/+", soldOut),
            ("redemption/channels/app/hold_minutes", "1440"), ("referral/hold_days", "14"),
        ]
        return try changed(first(), by: changes)
    }

    /// A draft of which nothing is published yet: silver from $100.
    static func draft(of document: [UInt8]) throws -> [UInt8] {
        try changed(document, by: [("tiers/levels/1/threshold", "10000")])
    }

    private static let soldOut = """
        {"id": "backstage-pass", "kind": "free_product", "coins": 250, "product_id": "backstage-pass",
        "title": {"en": "A backstage pass", "de": "Ein Backstage-Pass", "hi": "बैकस्टेज पास",
        "ar": "تصريح خلف الكواليس"},
        "summary": {"en": "A code for one concert, while there are any.",
        "de": "Ein Code für ein Konzert, solange es welche gibt.", "hi": "एक कॉन्सर्ट का कोड, जब तक उपलब्ध हो।",
        "ar": "رمز لحفلة واحدة، حتى نفاد الكمية."},
        "code_source": {"kind": "pool", "warn_at": 5}}
        """

    private static func changed(
        _ document: [UInt8], by changes: [(path: String, json: String)]
    ) throws -> [UInt8] {
        var value = try JSONValue(parsing: document)
        for (path, json) in changes {
            let steps = path.split(separator: "/").map(String.init)
            value = value.setting(steps[...], to: try JSONValue(parsing: Array(json.utf8)))
        }
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }
}

extension JSONValue {
    /// The value with another one at the end of a path of names and indices; `+` is one past an array's end.
    fileprivate func setting(_ path: ArraySlice<String>, to new: JSONValue) -> JSONValue {
        guard let step = path.first else { return new }
        let rest = path.dropFirst()
        switch self {
        case .object(let object):
            let members = object.members.filter { $0.name != step }
            let value = (object[step] ?? .object(JSONObject(members: []))).setting(rest, to: new)
            return .object(JSONObject(members: members + [JSONObject.Member(name: step, value: value)]))
        case .array(let elements):
            guard let index = Int(step), elements.indices.contains(index) else {
                return .array(elements + [new])
            }
            var changed = elements
            changed[index] = elements[index].setting(rest, to: new)
            return .array(changed)
        default: return new
        }
    }
}
