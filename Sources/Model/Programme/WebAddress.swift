/// The checks of the addresses that a programme names.
package enum WebAddress {
    /// An absolute `http` or `https` URL (RFC 3986) in ASCII, with a host and without credentials.
    package static func isURL(_ text: String) -> Bool {
        guard let rest = afterScheme(text), text.utf8.count <= ProgrammeLimits.urlLengthMax,
            text.utf8.allSatisfy(isURLByte)
        else { return false }
        return isAuthority(rest.prefix { !"/?#".utf8.contains($0) }) && hasWholeEscapes(rest)
    }

    /// A URL with `{code}` once, behind the host, which is a URL when a code stands there.
    package static func isShareURL(_ text: String) -> Bool {
        let parts = text.split(separator: "{code}", omittingEmptySubsequences: false)
        guard parts.count == 2, let rest = afterScheme(String(parts[0])) else { return false }
        return rest.contains { "/?#".utf8.contains($0) } && isURL(parts.joined(separator: "0"))
    }

    /// An origin as browsers send it (RFC 6454 §6.2): scheme, host in lower case, and the port unless it is
    /// the scheme's own.
    package static func isOrigin(_ text: String) -> Bool {
        guard isURL(text), let rest = afterScheme(text), text == text.lowercased() else { return false }
        let ownPort = text.hasPrefix("https:") ? ":443" : ":80"
        return !rest.contains { "/?#".utf8.contains($0) } && !text.hasSuffix(ownPort)
    }

    private static func afterScheme(_ text: String) -> [UInt8]? {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            return Array(text.utf8.dropFirst(scheme.utf8.count))
        }
        return nil
    }

    /// A host of letters, digits, hyphens and points, or an IPv6 address in brackets; perhaps a port.
    private static func isAuthority(_ authority: ArraySlice<UInt8>) -> Bool {
        var host = authority
        if let colon = authority.lastIndex(of: UInt8(ascii: ":")), authority.last != UInt8(ascii: "]") {
            let port = String(decoding: authority[(colon + 1)...], as: UTF8.self)
            guard !port.hasPrefix("+"), let number = Int(port), (1...65_535).contains(number) else {
                return false
            }
            host = authority[..<colon]
        }
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            let address = String(decoding: host.dropFirst().dropLast(), as: UTF8.self)
            return address.contains(":") && IPAddress(address) != nil
        }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D }
                && label.first != 0x2D && label.last != 0x2D
        }
    }

    /// Whether two hexadecimal digits follow every `%`.
    private static func hasWholeEscapes(_ bytes: [UInt8]) -> Bool {
        bytes.indices.allSatisfy { index in
            bytes[index] != UInt8(ascii: "%")
                || index + 2 < bytes.count && isHexDigit(bytes[index + 1]) && isHexDigit(bytes[index + 2])
        }
    }

    private static func isURLByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
