/// The active codes of ISO 4217 by the decimals of their minor unit.
///
/// Left out are codes that no shopper pays with: metals, bond units, testing (XAU, XBA, XTS, XXX …), and the
/// units of account of institutions (XDR, XSU, XUA), for which the standard gives no minor unit.
enum CurrencyTable {
    static let codesByExponent: [(exponent: UInt8, codes: [String])] = [
        (0, words("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")),
        (2, words(two)),
        (3, words("BHD IQD JOD KWD LYD OMR TND")),
        (4, words("CLF UYW")),
    ]

    private static let two = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD \
        CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP \
        GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD \
        MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP \
        PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT \
        TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
}
