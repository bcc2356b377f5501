package import Model

// The values that screens and plain resources share, so that both say the same. Each call writes one JSON
// value; the caller has written its key.
extension ScreenPayload {
    /// `{"amount": 40000, "currency": "INR", "text": "₹400"}`; minor units.
    package static func writeMoney(_ money: Money, _ wording: Wording, into json: inout JSONWriter) {
        writeMoney(money.minorUnits, wording.style(of: money.currency), into: &json)
    }

    /// Minor units of the programme's currency.
    static func writeMoney(_ amount: Int64, _ wording: Wording, into json: inout JSONWriter) {
        writeMoney(amount, wording.locale.money, into: &json)
    }

    /// Minor units of a style's currency.
    static func writeMoney(_ amount: Int64, _ style: MoneyStyle, into json: inout JSONWriter) {
        json.beginObject()
        json.member("amount", amount)
        json.key("currency")
        json.beginString()
        json.piece(style.code)
        json.endString()
        json.key("text")
        json.beginString()
        style.write(amount, into: &json)
        json.endString()
        json.endObject()
    }
}
