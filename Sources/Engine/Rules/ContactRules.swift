/// How contact data is compared (rule 10.1): not as typed, but as it would be delivered. Pure.
package enum ContactRules {
    /// An e-mail address for comparison: lower case, without spaces around it; nil for none.
    package static func emailKey(_ email: String?) -> String? {
        guard let email else { return nil }
        let key = email.lowercased().drop { $0.isWhitespace }
        let trimmed = String(key.reversed().drop { $0.isWhitespace }.reversed())
        return trimmed.isEmpty ? nil : trimmed
    }

    /// Where an e-mail address is delivered, to tell whether two are one person's (rule 10.1): the key without what stands
    /// after a plus sign, and of Gmail without points and under one of its two names; nil for none.
    package static func mailboxKey(_ email: String?) -> String? {
        guard let key = emailKey(email) else { return nil }
        guard let at = key.lastIndex(of: "@") else { return key }
        var name = String(key[..<at].prefix { $0 != "+" })
        var domain = String(key[key.index(after: at)...])
        if domain == "gmail.com" || domain == "googlemail.com" {
            domain = "gmail.com"
            name.removeAll { $0 == "." }
        }
        // An address that is all suffix is nobody else's.
        return name.isEmpty ? key : "\(name)@\(domain)"
    }

    /// A postal address for comparison: its letters and digits in lower case; nil for none.
    package static func addressKey(_ address: String) -> String? {
        let key = address.lowercased().filter { $0.isLetter || $0.isNumber }
        return key.isEmpty ? nil : key
    }

    /// Whether two names may be one person's (rule 10.1): in lower case and letters alone, they are the same words in
    /// any order, or differ by one letter that is changed, missing or added. A single word says too little: half the
    /// world shares its first name.
    package static func areSimilar(_ name: String?, _ other: String?) -> Bool {
        let words = [name, other].map { name in
            (name ?? "").lowercased().split { !$0.isLetter }.map(String.init).sorted()
        }
        guard words.allSatisfy({ $0.count >= 2 }) else { return false }
        let letters = words.map { Array($0.joined(separator: " ")) }
        return letters[0] == letters[1] || isOneLetterApart(letters[0], letters[1])
    }

    private static func isOneLetterApart(_ one: [Character], _ other: [Character]) -> Bool {
        guard abs(one.count - other.count) <= 1 else { return false }
        let start = zip(one, other).prefix { $0 == $1 }.count
        let end = zip(one.dropFirst(start).reversed(), other.dropFirst(start).reversed()).prefix { $0 == $1 }
            .count
        return max(one.count, other.count) - start - end <= 1
    }

    /// A mobile number for comparison: its digits alone; nil for none.
    package static func mobileKey(_ mobile: String?) -> String? {
        guard let mobile else { return nil }
        let digits = mobile.filter { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? nil : digits
    }
}
