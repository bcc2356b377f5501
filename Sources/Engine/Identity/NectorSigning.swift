package import Model

/// The signing secrets of the Nector dialect's keys: what `x-leadtoken` and `x-leaddigest` are signed with.
///
/// A key that is made here has one derived from the master key (rule 11.3). One that was imported may bring its own,
/// because the brand's back end goes on signing with it: that one is kept sealed under the master key.
package enum NectorSigning {
    /// Bytes of the longest secret that can be brought along.
    package static let secretBytesMax = 256
    private static let nonceBytes = 16
    private static let tagBytes = 16

    /// The secret of a key, as the text whose bytes sign.
    ///
    /// - Returns: Nil when the seal is broken: then the master key is another than at the import.
    package static func secret(of key: APIKey, in book: Book, secrets: Secrets) -> String? {
        guard let sealed = key.sealedSecret else {
            return Base64URL.encode(derived(book, secrets).code(for: "key-\(key.id)").bytes)
        }
        return unseal(sealed, in: book, secrets: secrets)
    }

    /// Seals a secret: nonce, the secret under a keystream of HMAC-SHA256 in counter mode, and a tag over both.
    package static func seal(_ secret: String, in book: Book, secrets: Secrets) -> [UInt8] {
        let nonce = randomBytes(nonceBytes)
        let sealed = nonce + masked(Array(secret.utf8), nonce, book, secrets)
        return sealed + tag(sealed, book, secrets)
    }

    private static func unseal(_ sealed: [UInt8], in book: Book, secrets: Secrets) -> String? {
        guard sealed.count > nonceBytes + tagBytes else { return nil }
        let body = Array(sealed.dropLast(tagBytes))
        var difference: UInt8 = 0
        for (stored, computed) in zip(sealed.suffix(tagBytes), tag(body, book, secrets)) {
            difference |= stored ^ computed
        }
        guard difference == 0 else { return nil }
        let nonce = Array(body.prefix(nonceBytes))
        return String(
            validating: masked(Array(body.dropFirst(nonceBytes)), nonce, book, secrets), as: UTF8.self)
    }

    private static func masked(
        _ bytes: [UInt8], _ nonce: [UInt8], _ book: Book, _ secrets: Secrets
    ) -> [UInt8] {
        let key = derived(book, secrets)
        var stream: [UInt8] = []
        while stream.count < bytes.count {
            stream += key.code(for: nonce + [UInt8(stream.count / Digest.byteCount)]).bytes
        }
        return zip(bytes, stream).map { $0 ^ $1 }
    }

    private static func tag(_ bytes: [UInt8], _ book: Book, _ secrets: Secrets) -> [UInt8] {
        Array(derived(book, secrets).code(for: Array("seal".utf8) + bytes).bytes.prefix(tagBytes))
    }

    private static func derived(_ book: Book, _ secrets: Secrets) -> HMACSHA256.Key {
        HMACSHA256.Key(secrets.key(.nectorSigning, brand: book.brand, mode: book.mode, generation: 0))
    }
}
