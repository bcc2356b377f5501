import Model

/// How a locale writes a number, as bytes: what the formatters of `FoundationSymbols` were asked for once.
struct NumberStyle: Sendable, Equatable {
    /// The UTF-8 bytes that all digits begin with: none for `0…9`.
    var digitLead = ShortText()
    /// The last UTF-8 byte of the digit zero; those of the other digits follow it.
    var digitZero: UInt8 = 0x30
    var group = ShortText(Array(",".utf8))
    var decimal = ShortText(Array(".".utf8))
    /// Digits of the group before the decimal mark; 0 for no grouping.
    var groupSize = 3
    /// Digits of every further group: 2 in India.
    var groupSizeBeyond = 3
    /// The fewest digits that are grouped: 5 where four are written together.
    var groupFromDigits = 4

    /// Whether a number below 1000 is its ASCII digits alone.
    var hasPlainDigits: Bool { digitZero == 0x30 && digitLead.count == 0 }

    /// Writes the magnitude of a whole number, with its groups, as a part of the open text.
    func write(_ magnitude: UInt64, into json: inout JSONWriter) {
        if hasPlainDigits, magnitude < 1000 || (groupSize == 0 && magnitude < 1 << 63) {
            json.piece(digitsOf: Int64(magnitude))
        } else {
            NumberText(magnitude, self).write(into: &json)
        }
    }

    /// Digits alone, for ids.
    static let plain: NumberStyle = {
        var style = NumberStyle()
        style.groupSize = 0
        return style
    }()

    /// Most digits of a 64-bit number.
    static let digitsMax = 20
    /// Room for those digits, of at most 4 bytes, each with a separator, and a decimal mark.
    static let bytesMax = 192
}

/// A few bytes, such as a separator, that cost nothing to pass around.
struct ShortText: Sendable, Equatable {
    private var bits: UInt64 = 0
    private(set) var count = 0

    /// The most bytes there is room for; a separator of two characters of any script fits.
    static let countMax = 8

    init() {}

    /// Takes the first bytes of a text, as many as there is room for.
    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes.prefix(ShortText.countMax) {
            bits |= UInt64(byte) << UInt64(8 * count)
            count += 1
        }
    }

    /// The byte at an index below `count`.
    subscript(index: Int) -> UInt8 { UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)) }

    /// The bytes as an array.
    var bytes: [UInt8] { (0..<count).map { self[$0] } }
}

/// What stands before and after a number's digits, sign and currency included.
struct Affixes: Sendable, Equatable {
    var before: [UInt8] = []
    var after: [UInt8] = []
}

/// A number's text, filled from its end.
struct NumberText {
    private var bytes: InlineArray<192, UInt8> = InlineArray(repeating: 0)
    private var start = NumberStyle.bytesMax

    /// The magnitude of a whole number with its groups.
    init(_ magnitude: UInt64, _ style: NumberStyle) {
        integer(magnitude, style)
    }

    /// A number with decimals: `fraction` of `digits` digits, and the part before the mark.
    init(whole: UInt64, fraction: UInt64, digits: Int, _ style: NumberStyle) {
        var rest = fraction
        for _ in 0..<digits {
            put(digit: rest % 10, style)
            rest /= 10
        }
        put(style.decimal)
        integer(whole, style)
    }

    /// Writes the text as a part of the open one.
    func write(into json: inout JSONWriter) {
        json.piece(bytes.span.extracting(start..<NumberStyle.bytesMax))
    }

    private mutating func integer(_ magnitude: UInt64, _ style: NumberStyle) {
        var rest = magnitude
        var untilGroup = isGrouped(magnitude, style) ? style.groupSize : Int.max
        repeat {
            if untilGroup == 0 {
                put(style.group)
                untilGroup = style.groupSizeBeyond
            }
            put(digit: rest % 10, style)
            untilGroup &-= 1
            rest /= 10
        } while rest > 0
    }

    private func isGrouped(_ magnitude: UInt64, _ style: NumberStyle) -> Bool {
        guard style.groupSize > 0, magnitude >= 1000 else { return false }
        return style.groupFromDigits <= 4 || magnitude >= 10_000
    }

    private mutating func put(digit: UInt64, _ style: NumberStyle) {
        put(style.digitZero &+ UInt8(truncatingIfNeeded: digit))
        put(style.digitLead)
    }

    private mutating func put(_ text: ShortText) {
        var index = text.count
        while index > 0 {
            index &-= 1
            put(text[index])
        }
    }

    private mutating func put(_ byte: UInt8) {
        // `bytesMax` is more than any 64-bit number needs; a longer text would lose its front, not its
        // safety.
        guard start > 0 else { return }
        start &-= 1
        bytes[start] = byte
    }
}
