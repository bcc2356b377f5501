/// How contact data is compared (rule 10.1): not as typed, but as it would be delivered. Pure.
package enum ContactRules {
    /// An e-mail address for comparison: lower case, without spaces around it; nil for none.
    package static func emailKey(_ email: String?) -> String? {
        guard let email else { return nil }
        let key = email.lowercased().drop { $0.isWhitespace }
        let trimmed = String(key.reversed().drop { $0.isWhitespace }.reversed())
        return trimmed.isEmpty ? nil : trimmed
    }

    /// A mobile number for comparison: its digits alone; nil for none.
    package static func mobileKey(_ mobile: String?) -> String? {
        guard let mobile else { return nil }
        let digits = mobile.filter { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? nil : digits
    }
}
