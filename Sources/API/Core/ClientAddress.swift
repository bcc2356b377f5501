package import HTTPServer
package import Model

extension Service {
    /// Where a request comes from: the socket's peer, unless that is a proxy that the operator trusts; then the last
    /// address of `X-Forwarded-For` that is not itself such a proxy's. What stands before that one, anybody may have
    /// written. Nil where there is no socket, or where a trusted proxy passes on what is no address.
    package func clientAddress(of request: Request) -> IPAddress? {
        let proxies = configuration.trustedProxies
        guard let peer = IPAddress(request.peerAddress) else { return nil }
        guard !proxies.isEmpty, proxies.contains(where: { $0.contains(peer) }),
            let field = request.header(.forwardedFor)
        else { return peer }
        var nearest = peer
        for element in field.split(separator: ",", omittingEmptySubsequences: false).reversed() {
            guard let address = ForwardedAddress.address(in: element) else { return nil }
            nearest = address
            guard proxies.contains(where: { $0.contains(address) }) else { return address }
        }
        return nearest
    }

    /// The same as text, for what is counted by address; the peer where nobody knows better.
    package func clientAddressText(of request: Request) -> String {
        clientAddress(of: request).map { "\($0)" } ?? request.peerAddress
    }
}

/// One element of `X-Forwarded-For`.
private enum ForwardedAddress {
    /// An address, perhaps with white space around it, and with a port as some proxies write it: `192.0.2.1:4711`,
    /// `[2001:db8::1]:4711`, `[2001:db8::1]`.
    static func address(in element: Substring) -> IPAddress? {
        var text = element.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"), isPort(text[text.index(after: end)...]) else {
                return nil
            }
            let inside = String(text[text.index(after: text.startIndex)..<end])
            return inside.contains(":") ? IPAddress(inside) : nil
        }
        if let colon = text.firstIndex(of: ":"), text[..<colon].contains(".") {
            return isPort(text[colon...]) ? IPAddress(String(text[..<colon])) : nil
        }
        return IPAddress(String(text))
    }

    /// Nothing, or a colon and up to five digits.
    private static func isPort(_ text: Substring) -> Bool {
        guard text.first == ":" else { return text.isEmpty }
        let digits = text.dropFirst().utf8
        return (1...5).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
