/// An IPv4 or IPv6 address. An IPv4 address that arrives in IPv6 clothes (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the
/// IPv4 address, so that a rule for one cannot be passed by in the other.
package struct IPAddress: Sendable, Hashable {
    /// The two families; an address of one is never in a range of the other.
    package enum Family: Sendable, Hashable {
        case v4, v6

        /// How many bits an address of the family has.
        package var bits: Int { self == .v4 ? 32 : 128 }
    }

    package let family: Family
    /// The first 64 bits of an IPv6 address; 0 for IPv4.
    let high: UInt64
    /// The last 64 bits of an IPv6 address; the 32 bits of an IPv4 one.
    let low: UInt64

    /// The longest text of an address, with four octets at its end.
    package static let textLengthMax = 45

    init(family: Family, high: UInt64, low: UInt64) {
        // ::ffff:0:0/96 is IPv4.
        let isMapped = family == .v6 && high == 0 && low >> 32 == 0xFFFF
        self.family = isMapped ? .v4 : family
        self.high = high
        self.low = isMapped ? low & 0xFFFF_FFFF : low
    }

    /// The address that a text writes out: four decimal octets without leading zeros, or IPv6 as RFC 4291 §2.2 has it.
    /// Nil for anything else, a zone or a port behind it included.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= IPAddress.textLengthMax else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = IPAddress.groups(of: bytes) else { return nil }
            let words = groups.reduce(into: [UInt64](repeating: 0, count: 2)) { words, group in
                words[0] = words[0] << 16 | words[1] >> 48
                words[1] = words[1] << 16 | UInt64(group)
            }
            self.init(family: .v6, high: words[0], low: words[1])
        } else {
            guard let value = IPAddress.octets(of: bytes[...]) else { return nil }
            self.init(family: .v4, high: 0, low: UInt64(value))
        }
    }

    /// `192.0.2.1` as a number.
    private static func octets(of bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else {
                return nil
            }
            var octet: UInt32 = 0
            for byte in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard octet <= 255 else { return nil }
            value = value << 8 | octet
        }
        return value
    }

    /// The eight groups of an IPv6 address; `::` stands once for one or more groups of zero.
    private static func groups(of bytes: [UInt8]) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        let gaps = bytes.indices.dropLast().filter { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard gaps.count <= 1 else { return nil }
        guard let gap = gaps.first else {
            let groups = list(bytes[...])
            return groups?.count == 8 ? groups : nil
        }
        let (head, tail) = (bytes[..<gap], bytes[(gap + 2)...])
        guard let before = head.isEmpty ? [] : list(head, isLast: false),
            let after = tail.isEmpty ? [] : list(tail), before.count + after.count <= 7
        else { return nil }
        return before + [UInt16](repeating: 0, count: 8 - before.count - after.count) + after
    }

    /// Groups with single colons between them; four octets may stand for the last two.
    private static func list(_ bytes: ArraySlice<UInt8>, isLast: Bool = true) -> [UInt16]? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if part.contains(UInt8(ascii: ".")) {
                guard isLast, index == parts.count - 1, let value = octets(of: part) else { return nil }
                groups += [UInt16(value >> 16), UInt16(value & 0xFFFF)]
            } else {
                guard let group = group(part) else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func group(_ part: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(part.count) else { return nil }
        var value: UInt16 = 0
        for byte in part {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(byte - 0x61 + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(byte - 0x41 + 10)
            default: return nil
            }
        }
        return value
    }
}

extension IPAddress: CustomStringConvertible {
    /// The one way of writing it: four octets, or IPv6 as RFC 5952 §4 has it.
    package var description: String {
        if family == .v4 {
            return stride(from: 24, through: 0, by: -8).map { "\(low >> UInt64($0) & 0xFF)" }
                .joined(separator: ".")
        }
        let groups = [high, low].flatMap { word in
            stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: word >> UInt64($0)) }
        }
        guard let gap = IPAddress.longestZeros(in: groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let (before, after) = (groups[..<gap.lowerBound], groups[gap.upperBound...])
        return [before, after].map { $0.map { String($0, radix: 16) }.joined(separator: ":") }
            .joined(separator: "::")
    }

    /// The longest run of two or more groups of zero, the first of equals (RFC 5952 §4.2).
    private static func longestZeros(in groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        for index in groups.indices {
            guard groups[index] == 0 else { start = index + 1; continue }
            let run = start..<(index + 1)
            if run.count >= 2, run.count > best?.count ?? 0 { best = run }
        }
        return best
    }
}

/// An address, or all addresses that begin with the same bits: `203.0.113.0/24` (RFC 4632 §3.1).
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    package let address: IPAddress
    /// How many bits count, of the address's own family.
    package let prefix: Int

    /// The rule in words, for the error that refuses a wrong one.
    package static let expected =
        "an IPv4 or IPv6 address, or a range such as 203.0.113.0/24 without bits beyond its prefix"

    /// Nil for anything but an address, or an address, a slash and a number of bits beyond which the address has none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            (self.address, prefix) = (address, address.family.bits)
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30, var bits = Int(parts[1])
        else { return nil }
        if address.family == .v4, parts[0].contains(":") {
            // The bits of a mapped range are counted from the beginning of the IPv6 address.
            guard bits >= 96 else { return nil }
            bits -= 96
        }
        guard bits <= address.family.bits else { return nil }
        (self.address, prefix) = (address, bits)
        guard kept(address) == address else { return nil }
    }

    /// Whether an address is in the range.
    package func contains(_ other: IPAddress) -> Bool {
        other.family == address.family && kept(other) == address
    }

    /// The address without the bits beyond the prefix.
    private func kept(_ other: IPAddress) -> IPAddress {
        let width = address.family.bits
        if width == 32 {
            return IPAddress(family: .v4, high: 0, low: other.low & AddressRange.mask(prefix, of: 32))
        }
        return IPAddress(
            family: .v6, high: other.high & AddressRange.mask(min(prefix, 64), of: 64),
            low: other.low & AddressRange.mask(max(prefix - 64, 0), of: 64))
    }

    /// The first bits of a word.
    private static func mask(_ bits: Int, of width: Int) -> UInt64 {
        let all: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
        // A shift by the whole width gives nothing, as it should.
        return all & ~(bits == 0 ? all : all >> UInt64(bits))
    }

    package var description: String {
        prefix == address.family.bits ? "\(address)" : "\(address)/\(prefix)"
    }
}
