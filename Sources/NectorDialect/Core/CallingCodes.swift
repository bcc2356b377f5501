import API
import Model

/// Calling codes by country (ITU-T E.164), for numbers that come without one.
enum CallingCodes {
    /// By the three lower-case letters of ISO 3166-1.
    static let byCountry: [String: String] = {
        var codes: [String: String] = [:]
        for entry in table.split(whereSeparator: \.isWhitespace) {
            codes[String(entry.prefix(3))] = String(entry.dropFirst(3))
        }
        return codes
    }()

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
        return hasCode ? [digits] : [digits, code + dialled(digits)]
    }

    /// Digits of the longest number without a code, in the countries where shops of this dialect are.
    private static let nationalDigitsMax = 11

    /// A number that was sent with its country, in international form as the books have it; nil for what is none, and for a
    /// national number of an unknown country.
    static func international(_ mobile: String, country: String?) -> String? {
        var digits = mobile.filter { $0.isASCII && $0.isNumber }
        guard lengths.contains(digits.count) else { return nil }
        if !mobile.hasPrefix("+") {
            guard let code = country.flatMap({ byCountry[$0.lowercased()] }) else { return nil }
            let hasCode = digits.count > nationalDigitsMax && digits.hasPrefix(code)
            digits = hasCode ? digits : code + dialled(digits)
        }
        return CustomersEndpoint.mobile("+" + digits)
    }

    /// A zero before a national number is dialled within the country only.
    private static func dialled(_ digits: String) -> String {
        digits.first == "0" ? String(digits.dropFirst()) : digits
    }

    /// Digits of a number, with the country's code or without (nector-dialect: "Identifiers and value types").
    static let lengths = 4...15

    /// Every country with its calling code.
    private static let table = """
        afg93 ala358 alb355 dza213 asm1684 and376 ago244 aia1264 atg1268 arg54 arm374 abw297 aus61 aut43 aze994
        bhs1242 bhr973 bgd880 brb1246 blr375 bel32 blz501 ben229 bmu1441 btn975 bol591 bes599 bih387 bwa267 bra55
        iot246 vgb1284 brn673 bgr359 bfa226 bdi257 khm855 cmr237 can1 cpv238 cym1345 caf236 tcd235 chl56 chn86
        cxr61 cck61 col57 com269 cog242 cod243 cok682 cri506 civ225 hrv385 cub53 cuw599 cyp357 cze420 dnk45 dji253
        dma1767 dom1809 ecu593 egy20 slv503 gnq240 eri291 est372 swz268 eth251 flk500 fro298 fji679 fin358 fra33
        guf594 pyf689 gab241 gmb220 geo995 deu49 gha233 gib350 grc30 grl299 grd1473 glp590 gum1671 gtm502 ggy44
        gin224 gnb245 guy592 hti509 vat39 hnd504 hkg852 hun36 isl354 ind91 idn62 irn98 irq964 irl353 imn44 isr972
        ita39 jam1876 jpn81 jey44 jor962 kaz7 ken254 kir686 prk850 kor82 xkx383 kwt965 kgz996 lao856 lva371 lbn961
        lso266 lbr231 lby218 lie423 ltu370 lux352 mac853 mdg261 mwi265 mys60 mdv960 mli223 mlt356 mhl692 mtq596
        mrt222 mus230 myt262 mex52 fsm691 mda373 mco377 mng976 mne382 msr1664 mar212 moz258 mmr95 nam264 nru674
        npl977 nld31 ncl687 nzl64 nic505 ner227 nga234 niu683 nfk672 mkd389 mnp1670 nor47 omn968 pak92 plw680
        pse970 pan507 png675 pry595 per51 phl63 pol48 prt351 pri1787 qat974 reu262 rou40 rus7 rwa250 blm590 shn290
        kna1869 lca1758 maf590 spm508 vct1784 wsm685 smr378 stp239 sau966 sen221 srb381 syc248 sle232 sgp65 sxm1721
        svk421 svn386 slb677 som252 zaf27 ssd211 esp34 lka94 sdn249 sur597 sjm47 swe46 che41 syr963 twn886 tjk992
        tza255 tha66 tls670 tgo228 tkl690 ton676 tto1868 tun216 tur90 tkm993 tca1649 tuv688 uga256 ukr380 are971
        gbr44 usa1 ury598 uzb998 vut678 ven58 vnm84 vir1340 wlf681 esh212 yem967 zmb260 zwe263
        """
}
