/// HMAC with SHA-256 (RFC 2104), fed in pieces.
package struct HMACSHA256: Sendable {
    /// A key with both of its key blocks already hashed.
    ///
    /// Keep one where many messages are signed or checked with the same key: each saves two blocks.
    package struct Key: Sendable {
        fileprivate let inner: SHA256
        fileprivate let outer: SHA256

        /// Takes a key of any length; one longer than a block is hashed first (RFC 2104 §2).
        package init(_ bytes: [UInt8]) {
            let short = bytes.count > SHA256.blockByteCount ? SHA256.hash(bytes).bytes : bytes
            let block = short + [UInt8](repeating: 0, count: SHA256.blockByteCount - short.count)
            var inner = SHA256()
            inner.update(block.map { $0 ^ 0x36 })
            var outer = SHA256()
            outer.update(block.map { $0 ^ 0x5C })
            (self.inner, self.outer) = (inner, outer)
        }

        /// Takes a digest as the key, as derived secrets are.
        package init(_ digest: Digest) {
            self.init(digest.bytes)
        }

        /// The code of one message.
        package func code(for message: [UInt8]) -> Digest {
            var mac = HMACSHA256(key: self)
            mac.update(message)
            return mac.finalize()
        }

        /// The code of the UTF-8 bytes of one text.
        package func code(for message: String) -> Digest {
            var mac = HMACSHA256(key: self)
            mac.update(message)
            return mac.finalize()
        }

        /// Whether `code` is the code of `message`, compared in constant time.
        package func verifies(_ code: Digest, for message: ArraySlice<UInt8>) -> Bool {
            var mac = HMACSHA256(key: self)
            unsafe message.withUnsafeBytes { unsafe mac.update($0) }
            return mac.finalize().isEqualInConstantTime(to: code)
        }

        /// The same for a whole array.
        package func verifies(_ code: Digest, for message: [UInt8]) -> Bool {
            verifies(code, for: message[...])
        }
    }

    private var inner: SHA256
    private let outer: SHA256

    /// Starts a message under a prepared key.
    package init(key: Key) {
        (inner, outer) = (key.inner, key.outer)
    }

    /// Adds message bytes.
    package mutating func update(_ bytes: [UInt8]) { inner.update(bytes) }

    /// Adds the UTF-8 bytes of a text.
    package mutating func update(_ text: String) { inner.update(text) }

    /// Adds the bytes of a buffer.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { unsafe inner.update(bytes) }

    /// The code of all message bytes so far.
    package func finalize() -> Digest {
        var outer = outer
        unsafe inner.finalize().withBytes { unsafe outer.update($0) }
        return outer.finalize()
    }
}
