/// What the parts of a programme document have in common.
extension JSONFields {
    /// A text: a string, or an object of locale → string that has the default locale or its language.
    mutating func localized(_ name: String, lengthMax: Int, in locale: LocaleTag?) -> LocalizedText? {
        guard let value = value(name) else { return nil }
        switch value {
        case .string:
            return visibleText(name, lengthMax: lengthMax).map { LocalizedText($0) }
        case .object:
            return object(name) { fields in fields.translations(lengthMax: lengthMax, in: locale) }
        default:
            refuse(
                name, FieldCode.wrongType,
                "must be a string or an object of locale → string, not \(value.kind)"
            )
            return nil
        }
    }

    /// As `localized`, or nil if absent.
    mutating func optionalLocalized(_ name: String, lengthMax: Int, in locale: LocaleTag?) -> LocalizedText? {
        has(name) ? localized(name, lengthMax: lengthMax, in: locale) : nil
    }

    /// An array of texts, each as `localized` reads it; empty if absent or refused.
    mutating func localizedList(
        _ name: String, countMax: Int, lengthMax: Int, in locale: LocaleTag?
    ) -> [LocalizedText] {
        guard has(name),
            let values = required(name, { raw throws(FieldFault) in try raw.array(count: 0...countMax) })
        else { return [] }
        // Numbered members have the pointers of elements.
        let members = values.enumerated().map { JSONObject.Member(name: String($0), value: $1) }
        var elements = JSONFields(JSONObject(members: members), pointer: pointer(to: name))
        let texts = members.compactMap {
            elements.localized($0.name, lengthMax: lengthMax, in: locale)
        }
        for error in elements.errors {
            record(
                FieldError(
                    pointer: error.pointer, code: error.code,
                    detail: "An element of \(name) is refused: \(error.detail)"))
        }
        return texts
    }

    private mutating func translations(lengthMax: Int, in locale: LocaleTag?) -> LocalizedText? {
        guard hasAtMost(ProgrammeLimits.localesPerTextMax, "A text", "languages") else { return nil }
        var texts: [String: String] = [:]
        for name in names {
            guard let text = visibleText(name, lengthMax: lengthMax) else { continue }
            guard let tag = LocaleTag(name) else {
                refuse(name, FieldCode.invalidFormat, "must be \(LocaleTag.expected)")
                continue
            }
            if texts.updateValue(text, forKey: tag.text) != nil {
                refuse(name, FieldCode.duplicate, "stands here in another writing too")
            }
        }
        if let locale, errors.isEmpty, texts[locale.text] == nil, texts[locale.language] == nil {
            let orLanguage = locale.text == locale.language ? "" : "or \(locale.language) "
            refuse(
                locale.text, FieldCode.required, "\(orLanguage)is required, because it is the default_locale")
        }
        return LocalizedText(texts)
    }

    /// Whether the object has at most so many members; more are refused as one fault, and not looked at.
    mutating func hasAtMost(_ most: Int, _ subject: String, _ members: String) -> Bool {
        guard names.count > most else { return true }
        for name in names { _ = take(name) }
        record(
            FieldError(
                pointer: pointer, code: FieldCode.tooLong,
                detail: "\(subject) must have at most \(most) \(members)."))
        return false
    }

    /// A text in which something can be seen.
    private mutating func visibleText(_ name: String, lengthMax: Int) -> String? {
        guard let text = string(name, length: 1...lengthMax) else { return nil }
        guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
            refuse(name, FieldCode.invalidFormat, "must not be blank")
            return nil
        }
        return text
    }

    /// The absolute address of a page or picture, or nil if absent.
    mutating func optionalURL(_ name: String) -> String? {
        optionalField(
            name, parse: { WebAddress.isURL($0) ? $0 : nil },
            expected: "an absolute http or https URL in ASCII, of at most "
                + "\(ProgrammeLimits.urlLengthMax) characters")
    }

    /// A time zone that this machine can load.
    mutating func timeZone(_ name: String) -> BrandZone? {
        required(name) { raw throws(FieldFault) in
            let identifier = try raw.text()
            do throws(ZoneError) {
                return try BrandZone(loading: identifier)
            } catch {
                throw FieldFault(FieldCode.invalidFormat, "cannot be loaded: \(error.sentence)")
            }
        }
    }

    /// One of the words of an enumeration.
    mutating func word<Word>(_ name: String, of words: Word.Type) -> Word?
    where Word: CaseIterable & RawRepresentable, Word.RawValue == String {
        oneOf(name, wordTable(words.allCases))
    }

    /// Refuses each element of an array that stood there before; `member` is what makes them the same.
    mutating func refuseRepeated(_ name: String, member: String? = nil, _ values: [some Hashable]) {
        var seen = Set<AnyHashable>()
        for (index, value) in values.enumerated() where !seen.insert(value).inserted {
            let element = JSONPointer.appending(index, to: pointer(to: name))
            let place = member.map { JSONPointer.appending($0, to: element) } ?? element
            record(
                FieldError(
                    pointer: place, code: FieldCode.duplicate,
                    detail:
                        "\(member ?? "An element") of \(name) must be unique, but \(value) is there twice."))
        }
    }

    /// Records that a number lies outside its limits for a reason beyond its own range.
    mutating func refuseRange(_ name: String, _ reason: String) {
        refuse(name, FieldCode.outOfRange, reason)
    }
}

/// The raw values of cases with the cases they stand for.
func wordTable<Word>(_ words: some Collection<Word>) -> [String: Word]
where Word: RawRepresentable, Word.RawValue == String {
    var table: [String: Word] = [:]
    for word in words { table[word.rawValue] = word }
    return table
}

extension ZoneError {
    /// The description without the full stop that the sentence around it will bring.
    fileprivate var sentence: Substring {
        description.hasSuffix(".") ? description.dropLast() : description[...]
    }
}
