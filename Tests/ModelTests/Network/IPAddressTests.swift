import Glibc
import Testing

@testable import Model

/// Addresses and ranges of them: what is in, what is out, and what is no address.
struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("2001:db8::1", "2001:db8::1"), ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"),
        ("::1", "::1"),
        ("1::", "1::"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        // IPv4 in IPv6 clothes is IPv4; other embedded octets are not.
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:0201", "192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("::192.0.2.1", "::c000:201"),
        ("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1"),
    ])
    func `an address has one way of writing it`(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect("\(address)" == canonical)
        #expect(IPAddress(canonical) == address)
    }

    /// Nothing that inet_pton(3) refuses is taken, and nothing that it takes is refused.
    @Test(arguments: [
        "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1.2.3.-4", "1..3.4",
        "0x1.2.3.4",
        "1.2.3.4:80", "[::1]", "fe80::1%eth0", ":::", "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8:9", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "g::", "1.2.3.4::", "::1.2.3",
        "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::ffff:1.2.3.4.5", "1:2:3:4:5:6:7::8", "unknown", "_hidden",
        "1::2::3", "::ffff:1.2.3.04", ":", "1:", "192.0.2.1", "::", "1::8", "::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::ffff:255.255.255.255",
    ])
    func `the system's own reader agrees on what is an address`(text: String) {
        var (four, six) = (in_addr(), in6_addr())
        let isAddress = unsafe inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
        #expect((IPAddress(text) != nil) == isAddress, "\(text)")
    }

    struct Edge: Sendable, CustomTestStringConvertible {
        let range: String
        let isInside: [String]
        let isOutside: [String]
        var testDescription: String { range }
    }

    @Test(arguments: [
        Edge(
            range: "203.0.113.0/24", isInside: ["203.0.113.0", "203.0.113.255", "::ffff:203.0.113.7"],
            isOutside: ["203.0.112.255", "203.0.114.0", "2001:db8::1", "::203.0.113.7"]),
        Edge(
            range: "10.0.0.0/9", isInside: ["10.0.0.0", "10.127.255.255"],
            isOutside: ["10.128.0.0", "9.255.255.255"]),
        Edge(range: "192.0.2.1", isInside: ["192.0.2.1"], isOutside: ["192.0.2.0", "192.0.2.2"]),
        Edge(
            range: "192.0.2.2/31", isInside: ["192.0.2.2", "192.0.2.3"],
            isOutside: ["192.0.2.1", "192.0.2.4"]),
        Edge(range: "192.0.2.1/32", isInside: ["192.0.2.1"], isOutside: ["192.0.2.2"]),
        Edge(
            range: "0.0.0.0/0", isInside: ["0.0.0.0", "255.255.255.255"], isOutside: ["::", "2001:db8::1"]),
        Edge(range: "::/0", isInside: ["::", "ffff::1"], isOutside: ["192.0.2.1", "::ffff:192.0.2.1"]),
        Edge(
            range: "2001:db8::/32", isInside: ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
            isOutside: ["2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "192.0.2.1"]),
        Edge(
            range: "2001:db8::/63", isInside: ["2001:db8::", "2001:db8:0:1:ffff::"],
            isOutside: ["2001:db8:0:2::"]),
        Edge(
            range: "2001:db8::/64", isInside: ["2001:db8::ffff:ffff:ffff:ffff"], isOutside: ["2001:db8:0:1::"]
        ),
        Edge(
            range: "2001:db8::/65", isInside: ["2001:db8::7fff:ffff:ffff:ffff"],
            isOutside: ["2001:db8::8000:0:0:0"]),
        Edge(range: "2001:db8::4/127", isInside: ["2001:db8::5"], isOutside: ["2001:db8::6", "2001:db8::3"]),
        Edge(range: "::1/128", isInside: ["::1"], isOutside: ["::", "::2", "0.0.0.1"]),
        // The bits of a mapped range are counted from the beginning of the IPv6 address.
        Edge(
            range: "::ffff:203.0.113.0/120", isInside: ["203.0.113.9", "::ffff:203.0.113.9"],
            isOutside: ["203.0.114.0", "::1"]),
    ])
    func `a range has the addresses that begin as it does, of its own family`(edge: Edge) throws {
        let range = try #require(AddressRange(edge.range))
        for text in edge.isInside { #expect(range.contains(try #require(IPAddress(text))), "\(text)") }
        for text in edge.isOutside { #expect(!range.contains(try #require(IPAddress(text))), "\(text)") }
    }

    @Test(arguments: [
        ("203.0.113.0/24", "203.0.113.0/24"), ("203.0.113.7/32", "203.0.113.7"),
        ("2001:DB8::/32", "2001:db8::/32"), ("::1", "::1"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::/0", "::/0"),
    ])
    func `a range has one way of writing it`(text: String, canonical: String) throws {
        #expect("\(try #require(AddressRange(text)))" == canonical)
    }

    @Test(arguments: [
        "203.0.113.1/24", "203.0.113.0/33", "203.0.113.0/-1", "203.0.113.0/", "203.0.113.0/08",
        "203.0.113.0/24/8",
        "2001:db8::/129", "2001:db8::1/32", "/24", "any", "203.0.113.0/ 24", "::ffff:0:0/90", "10.0.0.0/1000",
        "10.0.0.0/+8", "*", "10.0.0.*", "",
    ])
    func `what is no range is refused, and so are bits beyond the prefix`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
