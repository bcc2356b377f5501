extension Programme {
    /// Parses and checks a programme document.
    ///
    /// - Throws: ``InvalidInput`` with a pointer and a sentence for every fault.
    package convenience init(parsing document: [UInt8]) throws(InvalidInput) {
        try self.init(document, checksTextKeys: false)
    }

    /// As `init(parsing:)`, for a document that is to be published.
    ///
    /// It also refuses texts in place of messages that the screens do not have. A document that was published once
    /// stays readable when a later program drops a message, so ``init(parsing:)`` lets them be.
    package convenience init(publishing document: [UInt8]) throws(InvalidInput) {
        try self.init(document, checksTextKeys: true)
    }

    private convenience init(_ document: [UInt8], checksTextKeys: Bool) throws(InvalidInput) {
        guard document.count <= ProgrammeLimits.documentBytesMax else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.tooLong,
                    detail: "The document must have at most \(ProgrammeLimits.documentBytesMax) bytes."))
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: document, limits: ProgrammeLimits.json)
        } catch {
            let (line, column) = error.lineAndColumn(in: document)
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.invalidFormat,
                    detail: "The document is not JSON: line \(line), column \(column): \(error.reason)."))
        }
        try self.init(value, checksTextKeys: checksTextKeys)
    }

    /// Reads a document that is JSON.
    private convenience init(_ value: JSONValue, checksTextKeys: Bool) throws(InvalidInput) {
        try ProgrammeReader.checkSchema(value)
        let read = try JSONFields.read(value) { fields in
            var reader = ProgrammeReader(checksTextKeys: checksTextKeys)
            return reader.programme(&fields)
        }
        self.init(
            brand: read.brand, name: read.name, currency: read.currency, zone: read.zone,
            defaultLocale: read.defaultLocale, coin: read.coin, theme: read.theme, earning: read.earning,
            refunds: read.refunds, expiry: read.expiry, tiers: read.tiers, triggers: read.triggers,
            rewards: read.rewards, redemption: read.redemption, referral: read.referral,
            screens: read.screens, origins: read.origins, apiLogDays: read.apiLogDays)
    }
}

/// Reads a document part by part; each part lies in an extension of its own.
///
/// The parts record every fault in the fields that they read from. What later parts need to know of earlier
/// ones is kept here.
struct ProgrammeReader {
    /// The form of document that this program reads.
    ///
    /// Members may be added to it; a change that breaks documents takes the next number.
    static let schema: Int64 = 1

    /// Whether texts must stand in place of messages that there are.
    let checksTextKeys: Bool
    /// The locale in which every text must be there; nil when the document's own could not be read.
    var locale: LocaleTag?
    /// The tiers from the lowest, empty without any; nil when they could not be read.
    var tiers: [TierID]?
    /// What coins are worth, which redemption rules may leave to it; nil when it could not be read.
    var coinWorth: (coins: Coins, amount: Int64)?
    /// The largest factor by which a tier multiplies an award.
    var multiplierMax = Ratio.basisPointsPerOne

    init(checksTextKeys: Bool) { self.checksTextKeys = checksTextKeys }

    /// A document of another schema is refused for that alone: its other faults would mislead.
    static func checkSchema(_ value: JSONValue) throws(InvalidInput) {
        guard case .integer(let number)? = value["schema"], number != schema else { return }
        throw InvalidInput(
            FieldError(
                pointer: JSONPointer.appending("schema", to: JSONPointer.root), code: FieldCode.notAllowed,
                detail: "schema must be \(schema): this program reads no other form of document."))
    }

    mutating func programme(_ fields: inout JSONFields) -> Programme? {
        _ = fields.integer("schema", in: Self.schema...Self.schema)
        locale = fields.field("default_locale", parse: LocaleTag.init, expected: LocaleTag.expected)
        let brand = fields.object("brand") { readBrand(&$0) }
        let currency = fields.currency("currency")
        let zone = fields.timeZone("time_zone")
        let coin = fields.object("coin") { readCoin(&$0) }
        coinWorth = coin.map { ($0.valueCoins, $0.valueAmount) }
        let theme = fields.optionalObject("theme") { readTheme(&$0) }
        let tiers = readTiers(in: &fields)
        let earning = fields.object("earning") { readEarning(&$0) }
        let refunds = fields.optionalObject("refunds") { readRefunds(&$0) }
        let expiry = fields.optionalObject("expiry") { readExpiry(&$0) }
        let triggers = readTriggers(in: &fields)
        let rewards = readRewards(in: &fields)
        let redemption = fields.optionalObject("redemption") { readRedemption(&$0) }
        let referral = fields.optionalObject("referral") { readReferral(&$0) }
        let screens = fields.optionalObject("screens") { readScreens(&$0) }
        let origins = readOrigins(in: &fields)
        let logDays = fields.optionalObject("records") { readRecords(&$0) }
        guard let brand, let currency, let zone, let locale, let coin, let earning else { return nil }
        return Programme(
            brand: brand.id, name: brand.name, currency: currency, zone: zone, defaultLocale: locale.text,
            coin: coin, theme: theme ?? .standard, earning: earning, refunds: refunds ?? .standard,
            expiry: expiry ?? .never, tiers: tiers, triggers: triggers, rewards: rewards,
            redemption: redemption ?? .none, referral: referral,
            screens: screens ?? ScreenSettings(sections: [:], texts: [:]), origins: origins,
            apiLogDays: logDays ?? Programme.apiLogDaysDefault)
    }

    private func readRecords(_ fields: inout JSONFields) -> Int64? {
        let days = fields.optionalInteger("api_log_days", in: 1...ProgrammeLimits.apiLogDaysMax)
        return days ?? Programme.apiLogDaysDefault
    }

    private func readBrand(_ fields: inout JSONFields) -> (id: BrandID, name: LocalizedText)? {
        let id = fields.field("id", parse: BrandID.init, expected: BrandID.expected)
        let name = fields.localized("name", lengthMax: ProgrammeLimits.nameLengthMax, in: locale)
        guard let id, let name else { return nil }
        return (id, name)
    }

    private func readOrigins(in fields: inout JSONFields) -> [String] {
        guard fields.has("origins") else { return [] }
        let origins = fields.scalars("origins", count: 0...ProgrammeLimits.originsMax) {
            raw throws(FieldFault) in
            let expected = "an origin such as https://shop.example, without a path"
            return try raw.parsed({ WebAddress.isOrigin($0) ? $0 : nil }, expected: expected)
        }
        guard let origins else { return [] }
        fields.refuseRepeated("origins", origins)
        return origins
    }
}
