/// The languages that there is a catalogue for.
enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case german = "de"
    case hindi = "hi"
    case arabic = "ar"

    /// Whether it is written from right to left.
    var isRightToLeft: Bool { self == .arabic }

    /// The regions (ISO 3166-1) for which the Unicode CLDR has a locale of this language: `IN` for `en-IN`. They are listed
    /// because Foundation takes as long to name its locales as nine screens take to be made.
    var regions: [Substring] {
        switch self {
        case .english: Self.englishRegions
        case .german: Self.germanRegions
        case .hindi: ["IN"]
        case .arabic: Self.arabicRegions
        }
    }

    private static let englishRegions = """
        AE AG AI AL AR AS AT AU BB BD BE BG BI BM BN BR BS BW BZ CA CC CH CK CL CM CN CO CV CX CY CZ DE DG DK DM EE ER \
        FI FJ FK FM FR GB GD GG GH GI GM GR GU GY HK HU ID IE IL IM IN IO JE JM JP KE KI KN KR KY LC LR LS LT LV MG MH \
        MM MO MP MS MT MU MV MW MX MY NA NF NG NL NO NR NU NZ PG PH PK PL PN PR PT PW RU RW SA SB SC SD SE SG SH SI SK \
        SL SS SX SZ TC TH TK TO TR TT TV TW TZ UA UG UM US VC VG VI VU WS ZA ZM ZW
        """.split(separator: " ")
    private static let germanRegions = "AT BE CH DE IT LI LU".split(separator: " ")
    private static let arabicRegions =
        "AE BH DJ DZ EG EH ER IL IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SS SY TD TN YE".split(
            separator: " ")

    /// What ends a sentence.
    var fullStop: [UInt8] { Array((self == .hindi ? "।" : ".").utf8) }

    /// The plural categories that whole numbers fall into, by the Unicode CLDR's plural rules.
    var categories: [PluralCategory] {
        switch self {
        case .english, .german, .hindi: [.one, .other]
        case .arabic: [.zero, .one, .two, .few, .many, .other]
        }
    }

    /// The plural category of a whole number; a negative one is judged by its magnitude (CLDR's operand n).
    func category(of number: Int64) -> PluralCategory {
        let n = number.magnitude
        switch self {
        case .english, .german: return n == 1 ? .one : .other
        // Hindi: `one` is i = 0 or n = 1.
        case .hindi: return n <= 1 ? .one : .other
        case .arabic:
            switch (n, n % 100) {
            case (0, _): return .zero
            case (1, _): return .one
            case (2, _): return .two
            case (_, 3...10): return .few
            case (_, 11...99): return .many
            default: return .other
            }
        }
    }

    /// The plural category of an amount of money, which may have decimals.
    func category(ofMinorUnits amount: Int64, perMajor: Int64) -> PluralCategory {
        if amount % perMajor == 0 { return category(of: amount / perMajor) }
        // A number with decimals is `other` in all of them, but in Hindi `one` where its whole part is 0.
        return self == .hindi && amount.magnitude < perMajor.magnitude ? .one : .other
    }
}

/// The plural categories of the Unicode CLDR.
enum PluralCategory: Int, CaseIterable, Sendable {
    case zero, one, two, few, many, other
}
