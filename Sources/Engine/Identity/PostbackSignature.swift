package import Model

/// The providers whose postbacks are understood, each with its own names for the same facts.
package enum AttributionProvider: String, Sendable, Hashable, CaseIterable {
    case appsflyer, adjust, branch, singular, kochava, generic
}

/// The signature in a postback's URL: the provider can set no header, so the address itself is the credential.
///
/// `{book}.{provider}.{generation}.{code}`, where the code is HMAC-SHA256 over the trigger id and the provider under the
/// book's postback key. Renewing the book's secrets ends every URL given out before.
package enum PostbackSignature {
    /// The signature for a trigger and a provider.
    package static func make(
        trigger: TriggerID, provider: AttributionProvider, book: Book, secrets: Secrets
    ) -> String {
        let code = key(of: book, secrets).code(for: message(trigger, provider))
        return
            "\(book.number.number).\(provider.rawValue).\(book.secretGeneration).\(Base64URL.encode(code.bytes))"
    }

    /// The book and provider that a signature stands for; nil when it is not one of ours for this trigger.
    package static func verify(
        _ text: String, trigger: TriggerID, books: [BookNumber: Book], secrets: Secrets
    ) -> (book: Book, provider: AttributionProvider)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= bytesMax, parts.count == 4, let number = Int64(parts[0]),
            let book = books[BookNumber(number)], let provider = AttributionProvider(rawValue: parts[1]),
            parts[2] == String(book.secretGeneration), let bytes = Base64URL.decode(parts[3]),
            let code = Digest(bytes: bytes)
        else { return nil }
        let expected = key(of: book, secrets).code(for: message(trigger, provider))
        return expected.isEqualInConstantTime(to: code) ? (book, provider) : nil
    }

    /// The longest signature that is looked at, in bytes.
    package static let bytesMax = 256

    private static func message(_ trigger: TriggerID, _ provider: AttributionProvider) -> String {
        "\(trigger.text)\n\(provider.rawValue)"
    }

    private static func key(of book: Book, _ secrets: Secrets) -> HMACSHA256.Key {
        HMACSHA256.Key(
            secrets.key(.postback, brand: book.brand, mode: book.mode, generation: book.secretGeneration))
    }
}
