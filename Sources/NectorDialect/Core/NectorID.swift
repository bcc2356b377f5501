import Engine
import Model

/// The UUIDs of the dialect. Ours are computed, not stored: a number is encrypted into one under a key of its book, in the
/// form of a version 4 UUID (RFC 9562 §5.4), so that nobody can guess another's and none needs a table. Those that a
/// brand's apps had before are looked up first (``NectorIDs``).
///
/// Of the 122 free bits, 72 carry the payload and 50 are its authenticator, from which the payload's mask is made too
/// (deterministic authenticated encryption, as RFC 5297 has it).
struct NectorID: Hashable, Sendable {
    /// What a UUID names; each kind has its own key.
    enum Kind: String, Sendable {
        /// A customer: the customer's number.
        case lead
        /// A ledger entry of the coin wallet, or of the credit wallet: the customer's number and the sequence.
        case coinEntry = "coin-entry", creditEntry = "credit-entry"
        /// A coupon: the customer's number and the coupon's.
        case coupon
        /// A wallet: the customer's number, and 1 for coins or 2 for credits.
        case wallet
        /// A referral: its number in the book.
        case referral
        /// A review: its number in the book.
        case review
    }

    /// The 16 bytes.
    let bytes: [UInt8]

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A UUID that came from elsewhere; nil for another number of bytes than 16.
    init?(foreign bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// `8-4-4-4-12` lowercase hexadecimal digits.
    var text: String {
        let digits = Array(Hex.encode(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }

    /// Reads a UUID of any version, in either case; nil for anything else.
    init?(_ text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], let bytes = Hex.decode(groups.joined()) else {
            return nil
        }
        self.init(bytes: bytes)
    }
}

/// Makes and reads the UUIDs of one book.
struct NectorIDCipher: Sendable {
    /// What a UUID carries: 40 bits and 32 bits.
    struct Payload: Hashable, Sendable {
        var owner: Int64
        var number: Int64

        static let ownerMax: Int64 = 1 << 40 - 1
        static let numberMax: Int64 = 1 << 32 - 1
    }

    private let key: HMACSHA256.Key

    init(_ book: Book, _ secrets: Secrets) {
        key = HMACSHA256.Key(secrets.key(.nectorID, brand: book.brand, mode: book.mode, generation: 0))
    }

    /// The UUID of a payload.
    func id(_ kind: NectorID.Kind, _ owner: Int64, _ number: Int64 = 0) -> NectorID {
        // Numbers count up by one; these ends are past what a database can hold.
        invariant(0...Payload.ownerMax ~= owner && 0...Payload.numberMax ~= number, "an id is past its bits")
        let plain = Self.bytes(owner, 5) + Self.bytes(number, 4)
        let tag = tag(kind, plain)
        return NectorID(bits: tag, zip(plain, mask(kind, tag)).map { $0 ^ $1 })
    }

    /// What a UUID of ours carries; nil for any other.
    func payload(_ kind: NectorID.Kind, _ id: NectorID) -> Payload? {
        guard let (tag, masked) = id.bits else { return nil }
        let plain = zip(masked, mask(kind, tag)).map { $0 ^ $1 }
        guard self.tag(kind, plain) == tag else { return nil }
        return Payload(owner: Self.number(plain.prefix(5)), number: Self.number(plain.suffix(4)))
    }

    /// The UUID of something that has a name: a trigger, an offer, the brand.
    func id(named name: String, _ what: String) -> NectorID {
        let code = key.code(for: "name/\(what)/\(name)").bytes
        return NectorID(bits: Self.top50(code), Array(code[7..<16]))
    }

    private func tag(_ kind: NectorID.Kind, _ plain: [UInt8]) -> UInt64 {
        Self.top50(key.code(for: Array("tag/\(kind.rawValue)/".utf8) + plain).bytes)
    }

    private func mask(_ kind: NectorID.Kind, _ tag: UInt64) -> [UInt8] {
        let code = key.code(for: Array("mask/\(kind.rawValue)/".utf8) + Self.bytes(Int64(tag), 7))
        return Array(code.bytes.prefix(9))
    }

    private static func top50(_ bytes: [UInt8]) -> UInt64 {
        bytes.prefix(7).reduce(0) { $0 << 8 | UInt64($1) } >> 6
    }

    private static func bytes(_ number: Int64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> Int64($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }
}

extension NectorID {
    /// Lays 50 bits and 9 bytes out around the version and the variant: 48 of the tag, the version, then the first
    /// 12 bits of the bytes, the variant, the tag's last two bits, and the remaining 60.
    fileprivate init(bits tag: UInt64, _ body: [UInt8]) {
        var high = (tag >> 2) << 16
        high |= 0x4000 | UInt64(body[0]) << 4 | UInt64(body[1] >> 4)
        var low = body[1...].reduce(0 as UInt64) { $0 << 8 | UInt64($1) } & (1 << 60 - 1)
        low |= 0b10 << 62 | (tag & 0b11) << 60
        self.init(
            bytes: [high, low].flatMap { word in
                (0..<8).reversed().map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
            })
    }

    /// The same taken apart; nil for a UUID of another version or variant.
    fileprivate var bits: (tag: UInt64, body: [UInt8])? {
        let high = bytes.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let low = bytes.suffix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard high >> 12 & 0xF == 4, low >> 62 == 0b10 else { return nil }
        let tag = (high >> 16) << 2 | low >> 60 & 0b11
        let first = high & 0xFFF
        let rest = low & (1 << 60 - 1)
        var body = [
            UInt8(truncatingIfNeeded: first >> 4), UInt8(truncatingIfNeeded: first << 4 | rest >> 56),
        ]
        body += (0..<7).reversed().map { UInt8(truncatingIfNeeded: rest >> UInt64($0 * 8)) }
        return (tag, body)
    }
}
