/// The coin, the theme and the screens.
extension ProgrammeReader {
    func readCoin(_ fields: inout JSONFields) -> CoinSettings? {
        let names = fields.object("name") { readCoinNames(&$0) }
        let worth = fields.object("worth") { readWorth(&$0) }
        guard let names, let worth else { return nil }
        return CoinSettings(
            nameOne: names.one, nameOther: names.other, nameForms: names.forms, valueCoins: worth.coins,
            valueAmount: worth.amount)
    }

    private typealias CoinNames = (
        one: LocalizedText, other: LocalizedText, forms: [CoinSettings.NameForm: LocalizedText]
    )

    private func readCoinNames(_ fields: inout JSONFields) -> CoinNames? {
        let lengthMax = ProgrammeLimits.nameLengthMax
        let one = fields.localized("one", lengthMax: lengthMax, in: locale)
        let other = fields.localized("other", lengthMax: lengthMax, in: locale)
        var forms: [CoinSettings.NameForm: LocalizedText] = [:]
        for form in CoinSettings.NameForm.allCases {
            // Only some languages have them, and the default one need not be among these.
            forms[form] = fields.optionalLocalized(form.rawValue, lengthMax: lengthMax, in: nil)
        }
        guard let one, let other else { return nil }
        return (one, other, forms)
    }

    func readWorth(_ fields: inout JSONFields) -> (coins: Coins, amount: Int64)? {
        let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
        let amount = fields.integer("amount", in: 1...MoneyLimits.orderAmountMax)
        guard let coins, let amount else { return nil }
        // Both are below 2^63, so their product with the bound is far below 2^127.
        if Int128(amount) > Int128(coins) * Int128(ProgrammeLimits.coinWorthMax) {
            fields.refuseRange(
                "amount",
                "must be at most \(ProgrammeLimits.coinWorthMax) minor units for each coin, so that the "
                    + "worth of the fullest wallet can be told")
        }
        return (coins, amount)
    }

    func readTheme(_ fields: inout JSONFields) -> Theme? {
        let colors = fields.optionalObject("colors") { readColors(&$0) }
        let radius = fields.optionalInteger("corner_radius", in: 0...ProgrammeLimits.cornerRadiusMax)
        let logo = fields.optionalURL("logo_url")
        let icon = fields.optionalURL("coin_icon_url")
        let sizes = fields.optionalObject("type_scale") { readTypeScale(&$0) }
        return Theme(
            colors: colors ?? Theme.standard.colors, logoURL: logo, coinIconURL: icon,
            cornerRadius: radius ?? Theme.standard.cornerRadius, typeScale: sizes ?? [:])
    }

    /// The document's sizes over the standard ones, none smaller than that of what it stands above.
    private func readTypeScale(_ fields: inout JSONFields) -> [Theme.TypeRole: Int64]? {
        var sizes: [Theme.TypeRole: Int64] = [:]
        for role in Theme.TypeRole.allCases {
            let size = fields.optionalInteger(role.rawValue, in: ProgrammeLimits.typeSizes)
            sizes[role] = size ?? role.standardSize
        }
        guard fields.errors.isEmpty else { return nil }
        for (larger, smaller) in zip(Theme.TypeRole.allCases, Theme.TypeRole.allCases.dropFirst()) {
            guard let above = sizes[larger], let below = sizes[smaller], above < below else { continue }
            fields.refuseRange(larger.rawValue, "must be at least \(smaller.rawValue) (\(below))")
        }
        return sizes
    }

    /// The document's colours over the standard ones, readable on each other.
    private func readColors(_ fields: inout JSONFields) -> [String: String]? {
        var colors = Theme.standard.colors
        for role in Theme.ColorRole.allCases {
            let color = fields.optionalField(
                role.rawValue, parse: { ThemeColor($0) == nil ? nil : $0 },
                expected: "a colour as #RRGGBB, such as #1F3A5F")
            if let color { colors[role.rawValue] = color }
        }
        guard fields.errors.isEmpty else { return nil }
        let theme = Theme(colors: colors, logoURL: nil, coinIconURL: nil, cornerRadius: 0)
        checkContrast(.onPrimary, on: .primary, theme, &fields)
        checkContrast(.text, on: .background, theme, &fields)
        checkContrast(.text, on: .surface, theme, &fields)
        return colors
    }

    private func checkContrast(
        _ front: Theme.ColorRole, on back: Theme.ColorRole, _ theme: Theme, _ fields: inout JSONFields
    ) {
        guard let frontColor = ThemeColor(theme.color(front)), let backColor = ThemeColor(theme.color(back))
        else { return }
        let contrast = frontColor.contrast(with: backColor)
        guard contrast < ProgrammeLimits.contrastMin else { return }
        // Rounded down, so that a contrast just below the least is never shown as enough.
        let tenths = Int(contrast * 10)
        fields.refuse(
            front.rawValue, FieldCode.notAllowed,
            "has a contrast of only \(tenths / 10).\(tenths % 10) with \(back.rawValue) "
                + "(\(theme.color(back))); people need at least \(ProgrammeLimits.contrastMin) to read it")
    }

    func readScreens(_ fields: inout JSONFields) -> ScreenSettings? {
        let sections = fields.optionalObject("sections") { fields in
            var sections: [String: [String]] = [:]
            for screen in ScreenName.allCases where fields.has(screen.rawValue) {
                sections[screen.rawValue] = readSections(of: screen, &fields)
            }
            return sections
        }
        let texts = fields.optionalObject("texts") { readTexts(&$0) }
        return ScreenSettings(sections: sections ?? [:], texts: texts ?? [:])
    }

    private func readSections(of screen: ScreenName, _ fields: inout JSONFields) -> [String]? {
        let allowed = wordTable(SectionType.allowed(on: screen))
        let types = fields.scalars(screen.rawValue, count: 1...SectionType.allCases.count) {
            raw throws(FieldFault) in try raw.oneOf(allowed)
        }
        guard let types else { return nil }
        fields.refuseRepeated(screen.rawValue, types.map(\.rawValue))
        return types.map(\.rawValue)
    }

    private func readTexts(_ fields: inout JSONFields) -> [String: LocalizedText]? {
        guard fields.hasAtMost(ProgrammeLimits.screenTextsMax, "texts", "members") else { return nil }
        var texts: [String: LocalizedText] = [:]
        for key in fields.names {
            let text = fields.localized(key, lengthMax: ProgrammeLimits.textLengthMax, in: locale)
            if !Self.isTextKey(key) {
                fields.refuse(
                    key, FieldCode.invalidFormat,
                    "must be a key of 1 to \(ProgrammeLimits.textKeyLengthMax) lower-case letters, digits, "
                        + "points, hyphens and underscores")
            } else if checksTextKeys, !TextKeys.isKnown(key) {
                fields.refuse(key, FieldCode.notAllowed, "is no message of the screens")
            } else if checksTextKeys, let text {
                checkPlaceholders(of: key, text, &fields)
            }
            texts[key] = text
        }
        return texts
    }

    /// Nothing is given for a placeholder that the message does not have; people would read its name in braces.
    private func checkPlaceholders(of key: String, _ text: LocalizedText, _ fields: inout JSONFields) {
        for (tag, words) in text.texts.sorted(by: { $0.key < $1.key }) {
            guard let name = TextKeys.unknownPlaceholder(in: words, of: key) else { continue }
            let known = TextKeys.placeholders(of: key).sorted().map { "{\($0)}" }.joined(separator: ", ")
            let language = tag.isEmpty ? "" : " in \(tag)"
            fields.refuse(
                key, FieldCode.notAllowed,
                "has {\(name)}\(language), which is none of its placeholders: \(known)")
        }
    }

    private static func isTextKey(_ key: String) -> Bool {
        (1...ProgrammeLimits.textKeyLengthMax).contains(key.utf8.count)
            && key.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "._-".utf8.contains(byte)
            }
    }
}
