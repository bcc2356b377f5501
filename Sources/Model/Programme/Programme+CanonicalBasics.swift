extension CoinSettings {
    func write(into json: inout JSONWriter) {
        json.key("coin")
        json.beginObject()
        json.key("name")
        json.beginObject()
        json.member("one", nameOne)
        json.member("other", nameOther)
        // Behind the two that every name has, so that a document without them is written as it always was.
        for form in NameForm.allCases {
            guard let text = nameForms[form] else { continue }
            json.key(dynamic: form.rawValue)
            json.value(text)
        }
        json.endObject()
        json.key("worth")
        json.beginObject()
        json.member("coins", valueCoins)
        json.member("amount", valueAmount)
        json.endObject()
        json.endObject()
    }
}

extension Theme {
    func write(into json: inout JSONWriter) {
        json.key("theme")
        json.beginObject()
        json.key("colors")
        json.beginObject()
        for role in ColorRole.allCases {
            json.key(dynamic: role.rawValue)
            json.string(color(role))
        }
        json.endObject()
        json.key("type_scale")
        json.beginObject()
        for role in TypeRole.allCases {
            json.key(dynamic: role.rawValue)
            json.integer(size(role))
        }
        json.endObject()
        json.member("corner_radius", cornerRadius)
        json.optionalMember("logo_url", logoURL)
        json.optionalMember("coin_icon_url", coinIconURL)
        json.endObject()
    }
}

extension ScreenSettings {
    func write(into json: inout JSONWriter) {
        json.key("screens")
        json.beginObject()
        json.key("sections")
        json.beginObject()
        for (screen, types) in sections.sorted(by: { $0.key < $1.key }) {
            json.key(dynamic: screen)
            json.beginArray()
            for type in types { json.string(type) }
            json.endArray()
        }
        json.endObject()
        json.key("texts")
        json.beginObject()
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
            json.key(dynamic: key)
            json.value(text)
        }
        json.endObject()
        json.endObject()
    }
}
