import Model

// How a message becomes text: its template's literals, and between them numbers, money, days and names as the
// locale writes them. Nothing is put together in memory; every piece goes straight into the open text.
extension Wording {
    /// Writes a message as one JSON text.
    func say(
        _ message: Message, _ a: Argument? = nil, _ b: Argument? = nil, _ c: Argument? = nil,
        into json: inout JSONWriter
    ) {
        json.beginString()
        pieces(of: message, a, b, c, isSpoken: false, into: &json)
        json.endString()
    }

    /// Writes a message as a sentence of the open text, for reading aloud: currencies and months by their
    /// names.
    func sentence(
        _ message: Message, _ a: Argument? = nil, _ b: Argument? = nil, _ c: Argument? = nil,
        isFirst: Bool = false, into json: inout JSONWriter
    ) {
        if !isFirst { json.piece(Wording.space) }
        pieces(of: message, a, b, c, isSpoken: true, into: &json)
        json.piece(locale.fullStop)
    }

    /// Writes coins with their name as a part of the open text: `1,250 coins`.
    func coins(_ coins: Coins, into json: inout JSONWriter) {
        locale.coinAmounts[locale.language.category(of: coins).rawValue].write(into: &json) { _, _, json in
            number(coins, into: &json)
        }
    }

    /// Writes a number with the name of what is counted as a part of the open text: `3 orders`.
    func amount(_ value: Int64, of message: Message, into json: inout JSONWriter) {
        message.form(locale.language.category(of: value)).pattern.write(into: &json) { slot, _, json in
            if slot == .count { number(value, into: &json) }
        }
    }

    /// Writes a whole number as a part of the open text; a minus sign only where it is negative.
    func number(_ value: Int64, into json: inout JSONWriter) {
        let style = locale.symbols.number
        if value < 0 { json.piece(locale.symbols.minus.before) }
        style.write(value.magnitude, into: &json)
        if value < 0 { json.piece(locale.symbols.minus.after) }
    }

    /// Writes a change of coins, with its sign in any case, as one JSON text: `+125`.
    func change(_ coins: Coins, into json: inout JSONWriter) {
        let affixes = coins < 0 ? locale.symbols.minus : locale.symbols.plus
        json.beginString()
        json.piece(affixes.before)
        locale.symbols.number.write(coins.magnitude, into: &json)
        json.piece(affixes.after)
        json.endString()
    }

    /// Writes a day as one JSON text: `30 Nov`.
    func day(_ date: LocalDate, into json: inout JSONWriter) {
        json.beginString()
        locale.symbols.shortDate.write(date, thisYear: today.year, into: &json)
        json.endString()
    }

    private static let space: [UInt8] = [0x20]
}

extension Wording {
    private func pieces(
        of message: Message, _ a: Argument?, _ b: Argument?, _ c: Argument?, isSpoken: Bool,
        into json: inout JSONWriter
    ) {
        let counted = a?.counted ?? b?.counted ?? c?.counted ?? 1
        let form = message.isPlural ? message.form(locale.language.category(of: counted)) : message.forms[0]
        form.pattern.write(into: &json) { slot, isAtStart, json in
            switch slot {
            case .coinName: json.piece(isAtStart ? locale.coinNameAtStart : locale.coinName)
            case .brand: isolated(locale.brandName, into: &json)
            default:
                if let argument = a, argument.slot == slot {
                    write(argument, isSpoken, into: &json)
                } else if let argument = b, argument.slot == slot {
                    write(argument, isSpoken, into: &json)
                } else if let argument = c, argument.slot == slot {
                    write(argument, isSpoken, into: &json)
                } else {
                    assert(false, "nothing was given for {\(slot.rawValue)}")
                }
            }
        }
    }

    /// Writes what stands in a slot; in a text from right to left it is isolated (Unicode UAX #9, §2.7), so
    /// that digits, signs and Latin letters keep their own order and do not change that of the words around
    /// them.
    private func write(_ argument: Argument, _ isSpoken: Bool, into json: inout JSONWriter) {
        let isRightToLeft = locale.language.isRightToLeft
        switch argument {
        case .orderTitle(let order):
            pieces(of: texts.entryOrder, .order(order), nil, nil, isSpoken: isSpoken, into: &json)
            return
        case .couponTitle:
            pieces(of: texts.entryCoupon, nil, nil, nil, isSpoken: isSpoken, into: &json)
            return
        case .message(let message, let a, let b):
            pieces(of: message, a, b, nil, isSpoken: isSpoken, into: &json)
            return
        case .tier(let text), .title(let text), .code(let text), .order(let text):
            isolated(text, into: &json)
            return
        // An isolate's end would become a part of the address wherever somebody's app makes it a link.
        case .link(let text):
            json.piece(text)
            return
        default: break
        }
        if isRightToLeft { json.piece(Bidi.firstStrongIsolate) }
        switch argument {
        case .count(let value): number(value, into: &json)
        case .coins(let value), .friendCoins(let value): coins(value, into: &json)
        case .amount(let value): money(value, locale.money, isSpoken, into: &json)
        case .money(let value, let style): money(value, style, isSpoken, into: &json)
        case .date(let date):
            let style = isSpoken ? locale.symbols.longDate : locale.symbols.shortDate
            style.write(date, thisYear: today.year, into: &json)
        case .multiplier(let basisPoints): decimal(basisPoints, perOne: 10_000, places: 4, into: &json)
        case .percent(let basisPoints):
            json.piece(locale.symbols.percent.before)
            decimal(basisPoints, perOne: 100, places: 2, into: &json)
            json.piece(locale.symbols.percent.after)
        default: break
        }
        if isRightToLeft { json.piece(Bidi.popIsolate) }
    }

    private func money(_ amount: Int64, _ style: MoneyStyle, _ isSpoken: Bool, into json: inout JSONWriter) {
        if isSpoken {
            style.writeSpoken(amount, locale.language, into: &json)
        } else {
            style.write(amount, into: &json)
        }
    }

    /// Writes basis points as a decimal number without needless zeros: 15000 as the factor `1.5`, 1250 as `12.5`
    /// hundredths.
    private func decimal(
        _ basisPoints: Int64, perOne: UInt64, places: Int, into json: inout JSONWriter
    ) {
        let (whole, rest) = basisPoints.magnitude.quotientAndRemainder(dividingBy: perOne)
        var (fraction, digits) = (rest, places)
        while digits > 0, fraction % 10 == 0 { (fraction, digits) = (fraction / 10, digits - 1) }
        if digits == 0 {
            locale.symbols.number.write(whole, into: &json)
        } else {
            NumberText(whole: whole, fraction: fraction, digits: digits, locale.symbols.number)
                .write(into: &json)
        }
    }

    /// Writes a name from data, isolated where its direction may differ from the text's.
    private func isolated(_ text: String, into json: inout JSONWriter) {
        let isNeeded = locale.language.isRightToLeft || Bidi.hasRightToLeft(text)
        if isNeeded { json.piece(Bidi.firstStrongIsolate) }
        json.piece(text)
        if isNeeded { json.piece(Bidi.popIsolate) }
    }
}

/// The invisible characters that keep runs of different directions apart (Unicode UAX #9, §2.4).
enum Bidi {
    /// U+2068: the run has the direction of its first strong character.
    static let firstStrongIsolate: [UInt8] = [0xE2, 0x81, 0xA8]
    /// U+2069: the run is over.
    static let popIsolate: [UInt8] = [0xE2, 0x81, 0xA9]

    /// Whether a text has a letter of a script that is written from right to left.
    static func hasRightToLeft(_ text: String) -> Bool {
        // Those scripts begin at U+0590, whose UTF-8 begins with 0xD6; plain ASCII is answered without
        // decoding.
        guard text.utf8.contains(where: { $0 >= 0xD6 }) else { return false }
        return text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
            default: false
            }
        }
    }
}
