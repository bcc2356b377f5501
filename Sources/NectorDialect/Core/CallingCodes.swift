import Model

/// Calling codes by country (ITU-T E.164), for numbers that come without one.
enum CallingCodes {
    /// By the three lower-case letters of ISO 3166-1.
    static let byCountry: [String: String] = [
        "are": "971", "arg": "54", "aus": "61", "aut": "43", "bel": "32", "bgd": "880", "bhr": "973",
        "bra": "55", "can": "1", "che": "41", "chl": "56", "chn": "86", "col": "57", "cze": "420",
        "deu": "49", "dnk": "45", "egy": "20", "esp": "34", "fin": "358", "fra": "33", "gbr": "44",
        "grc": "30", "hkg": "852", "idn": "62", "ind": "91", "irl": "353", "isr": "972", "ita": "39",
        "jpn": "81", "kor": "82", "kwt": "965", "lka": "94", "mex": "52", "mys": "60", "nga": "234",
        "nld": "31", "nor": "47", "npl": "977", "nzl": "64", "omn": "968", "pak": "92", "phl": "63",
        "pol": "48", "prt": "351", "qat": "974", "rou": "40", "sau": "966", "sgp": "65", "swe": "46",
        "tha": "66", "tur": "90", "twn": "886", "ukr": "380", "usa": "1", "vnm": "84", "zaf": "27",
    ]

    /// The country whose numbers come without a code where nobody says which one is meant.
    private static let countryOfCurrency: [String: String] = [
        "AED": "are", "AUD": "aus", "BDT": "bgd", "BRL": "bra", "CAD": "can", "CHF": "che", "CNY": "chn",
        "GBP": "gbr", "IDR": "idn", "INR": "ind", "JPY": "jpn", "KRW": "kor", "KWD": "kwt", "LKR": "lka",
        "MXN": "mex", "MYR": "mys", "NZD": "nzl", "OMR": "omn", "PHP": "phl", "PKR": "pak", "PLN": "pol",
        "QAR": "qat", "SAR": "sau", "SEK": "swe", "SGD": "sgp", "THB": "tha", "TRY": "tur", "USD": "usa",
        "ZAR": "zaf",
    ]

    /// A number as it may be in the books: as it was given, with the country's code, and without it. The country is the
    /// one that was given, or that of the programme's currency.
    static func spellings(of mobile: String, country: String?, currency: Currency) -> [String] {
        let digits = mobile.filter { $0.isASCII && $0.isNumber }
        let named = country?.lowercased() ?? countryOfCurrency[currency.code]
        guard let code = named.flatMap({ byCountry[$0] }), !digits.isEmpty else { return [mobile] }
        let hasCode = mobile.hasPrefix("+") || digits.count > nationalDigitsMax
        if hasCode, digits.hasPrefix(code) { return [digits, String(digits.dropFirst(code.count))] }
        return hasCode ? [digits] : [digits, code + digits]
    }

    /// Digits of the longest number without a code, in the countries where shops of this dialect are.
    private static let nationalDigitsMax = 11
}
