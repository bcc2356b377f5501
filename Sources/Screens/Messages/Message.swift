import Model

/// One message of a catalogue: a template, or one for each plural category of its language.
struct Message: Sendable, Equatable {
    /// By ``PluralCategory``; a single one where the number does not matter.
    var forms: [Template]

    static func plural(one: Template, other: Template) -> Message {
        Message(forms: [other, one, other, other, other, other])
    }

    static func plural(
        zero: Template, one: Template, two: Template, few: Template, many: Template, other: Template
    ) -> Message {
        Message(forms: [zero, one, two, few, many, other])
    }

    /// A message about a number whose words are the same for every number; a brand may still tell them apart.
    static func plural(all form: Template) -> Message {
        Message(forms: PluralCategory.allCases.map { _ in form })
    }

    var isPlural: Bool { forms.count > 1 }

    func form(_ category: PluralCategory) -> Template {
        forms.count > 1 ? forms[category.rawValue] : forms[0]
    }
}

extension Message: ExpressibleByStringLiteral {
    init(stringLiteral text: String) { forms = [Template(text)] }
}

/// A text with places for what differs: `{coins} expire on {date}`.
struct Template: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case literal([UInt8])
        case slot(Slot)
    }

    let pieces: [Piece]
    /// The same for writing.
    let pattern: Pattern<Slot>

    /// Reads a template; a name in braces that is no slot's stays as it is written.
    init(_ text: String) {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        // Braces are ASCII, so they are found among the bytes (RFC 3629 §3).
        var rest = Array(text.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
            literal += rest[..<open]
            let inside = rest[(open + 1)...]
            if let close = inside.firstIndex(of: UInt8(ascii: "}")),
                let slot = Slot(rawValue: String(decoding: inside[..<close], as: UTF8.self))
            {
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = []
                pieces.append(.slot(slot))
                rest = inside[(close + 1)...]
            } else {
                literal.append(rest[open])
                rest = inside
            }
        }
        literal += rest
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
        pattern = Pattern(
            pieces.map { piece in
                switch piece {
                case .literal(let bytes): .literal(bytes)
                case .slot(let slot): .place(slot)
                }
            })
    }

    /// The slots that the template has, in its order.
    var slots: [Slot] {
        pieces.compactMap { if case .slot(let slot) = $0 { slot } else { nil } }
    }
}

extension Template: ExpressibleByStringLiteral {
    init(stringLiteral text: String) { self.init(text) }
}

/// A place in a template, by the name that it has there.
enum Slot: String, Sendable, Hashable, CaseIterable {
    /// A number: `3`.
    case count
    /// Coins with their name: `1,250 coins`.
    case coins
    case friendCoins = "friend_coins"
    case amount, date, tier, title, code, order, link, multiplier, percent
    /// The coins' name for many: `coins`. Always known.
    case coinName = "coin_name"
    /// The brand's name. Always known.
    case brand
}

/// What stands in a slot this time.
enum Argument {
    case count(Int64)
    case coins(Int64)
    case friendCoins(Int64)
    /// Minor units of the programme's currency.
    case amount(Int64)
    /// Money of any currency.
    case money(Int64, MoneyStyle)
    case date(LocalDate)
    case tier(String)
    case title(String)
    /// The title of an order's entry, in the slot of a title.
    case orderTitle(String)
    /// The title of a coupon of which no more is known, in the slot of a title.
    case couponTitle
    case code(String)
    case order(String)
    case link(String)
    /// Basis points: 15000 is 1.5.
    case multiplier(Int64)
    /// Basis points: 2000 is 20 %.
    case percent(Int64)
    /// A message that stands in the slot of a title with its own arguments.
    indirect case message(Message, Argument, Argument)

    var slot: Slot {
        switch self {
        case .count: .count
        case .coins: .coins
        case .friendCoins: .friendCoins
        case .amount, .money: .amount
        case .date: .date
        case .tier: .tier
        case .title, .orderTitle, .couponTitle, .message: .title
        case .code: .code
        case .order: .order
        case .link: .link
        case .multiplier: .multiplier
        case .percent: .percent
        }
    }

    /// The number that decides on the plural form; nil for what is not counted.
    var counted: Int64? {
        switch self {
        case .count(let number), .coins(let number): number
        default: nil
        }
    }
}
