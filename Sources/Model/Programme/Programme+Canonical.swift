extension Programme {
    /// The programme as a document again: every member and default written out, in a fixed order.
    ///
    /// Two documents that mean the same have the same canonical form, so it shows what a new version changes.
    /// Parsing it gives the same programme.
    package func canonicalDocument() -> [UInt8] {
        var json = JSONWriter(capacity: 16_384)
        json.beginObject()
        json.member("schema", ProgrammeReader.schema)
        json.key("brand")
        json.beginObject()
        json.member("id", brand.text)
        json.member("name", name)
        json.endObject()
        json.member("currency", currency.code)
        json.member("time_zone", zone.identifier)
        json.member("default_locale", defaultLocale)
        coin.write(into: &json)
        theme.write(into: &json)
        earning.write(into: &json)
        refunds.write(into: &json)
        expiry.write(into: &json)
        tiers?.write(into: &json)
        json.list("triggers", triggers) { trigger, json in trigger.write(into: &json) }
        json.list("rewards", rewards) { reward, json in reward.write(into: &json) }
        redemption.write(into: &json)
        referral?.write(into: &json)
        screens.write(into: &json)
        json.list("origins", origins) { origin, json in json.string(origin) }
        json.key("records")
        json.beginObject()
        json.member("api_log_days", apiLogDays)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    mutating func member(_ name: StaticString, _ text: LocalizedText) {
        key(name)
        value(text)
    }

    mutating func optionalMember(_ name: StaticString, _ text: LocalizedText?) {
        if let text { member(name, text) }
    }

    mutating func optionalMember(_ name: StaticString, _ text: String?) {
        if let text { member(name, text) }
    }

    mutating func optionalMember(_ name: StaticString, _ number: Int64?) {
        if let number { member(name, number) }
    }

    mutating func value(_ text: LocalizedText) {
        if text.texts.count == 1, let only = text.texts[""] { return string(only) }
        beginObject()
        for (tag, words) in text.texts.sorted(by: { $0.key < $1.key }) {
            key(dynamic: tag)
            string(words)
        }
        endObject()
    }

    mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) {
        key(name)
        beginArray()
        for element in elements { write(element, &self) }
        endArray()
    }
}
