/// The chunked transfer coding (RFC 9112 §7.1), undone as the bytes arrive.
///
/// Extensions and trailers are checked, counted and dropped.
struct ChunkedBody {
    private enum State {
        case sizeStart, size, blankBeforeExtension, extensionText, sizeLineFeed
        case data, dataCarriageReturn, dataLineFeed
        case trailerLineStart, trailerName, trailerValue, trailerLineFeed, lastLineFeed
        case done
    }

    /// Hexadecimal digits of a chunk size at most, leading zeros included: what an `Int` holds.
    static let sizeDigitsMax = 15

    private var state = State.sizeStart
    private var size = 0
    private var sizeDigits = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var decodedBytes = 0

    /// Whether the last chunk and the trailer section have been read.
    var isDone: Bool { state == .done }

    /// Takes bytes, adds what they carry of the body to the buffer, and returns how many belonged to the
    /// message.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer, into body: inout ByteBuffer, limits: Limits
    ) throws(RequestError) -> Int {
        var at = 0
        while at < bytes.count, state != .done {
            if state == .data {
                let taken = min(size, bytes.count - at)
                unsafe body.append(UnsafeRawBufferPointer(rebasing: bytes[at..<at + taken]))
                at += taken
                size -= taken
                if size == 0 { state = .dataCarriageReturn }
            } else {
                try step(unsafe bytes[at], limits)
                at += 1
            }
        }
        return at
    }

    private mutating func step(_ byte: UInt8, _ limits: Limits) throws(RequestError) {
        switch state {
        case .sizeStart, .size, .blankBeforeExtension, .extensionText, .sizeLineFeed:
            try stepSize(byte, limits)
        case .dataCarriageReturn:
            guard byte == .carriageReturn else { throw .badRequest("A chunk is longer than its size.") }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == .lineFeed else { throw .badRequest("A CR stands without its LF.") }
            state = .sizeStart
        case .trailerLineStart, .trailerName, .trailerValue, .trailerLineFeed, .lastLineFeed:
            trailerBytes += 1
            guard trailerBytes <= limits.trailerBytesMax else { throw .headerFieldsTooLarge }
            try stepTrailer(byte)
        case .data, .done:
            fatalError("chunk data is not read byte by byte")
        }
    }

    private mutating func stepSize(_ byte: UInt8, _ limits: Limits) throws(RequestError) {
        if state == .sizeLineFeed {
            guard byte == .lineFeed else { throw .badRequest("A CR stands without its LF.") }
            try beginData(limits)
            return
        }
        if let digit = byte.hexDigit, state == .sizeStart || state == .size {
            sizeDigits = state == .sizeStart ? 1 : sizeDigits + 1
            guard sizeDigits <= Self.sizeDigitsMax else {
                throw .badRequest("A chunk size has too many digits.")
            }
            size = state == .sizeStart ? digit : size << 4 | digit
            state = .size
            return
        }
        guard state != .sizeStart else { throw .badRequest("A chunk does not begin with its size.") }
        switch byte {
        case .carriageReturn where state != .blankBeforeExtension:
            state = .sizeLineFeed
            return
        case UInt8(ascii: ";"):
            state = .extensionText
        case _ where byte.isBlank && state == .size:
            // RFC 9112 §7.1.1 — bad whitespace is read away, but only before an extension.
            state = .blankBeforeExtension
        case _ where byte.isFieldValue && (state == .extensionText || byte.isBlank):
            break
        default:
            throw .badRequest("A chunk's size line is malformed.")
        }
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensionBytesMax else {
            throw .badRequest("The chunk extensions are larger than this service reads.")
        }
    }

    private mutating func beginData(_ limits: Limits) throws(RequestError) {
        guard size > 0 else {
            state = .trailerLineStart
            return
        }
        guard size <= limits.bodyBytesMax - decodedBytes else { throw .contentTooLarge }
        decodedBytes += size
        state = .data
    }

    private mutating func stepTrailer(_ byte: UInt8) throws(RequestError) {
        switch state {
        case .trailerLineStart where byte == .carriageReturn:
            state = .lastLineFeed
        case .trailerLineStart where ByteClass.token.contains(byte),
            .trailerName where ByteClass.token.contains(byte):
            state = .trailerName
        case .trailerName where byte == UInt8(ascii: ":"), .trailerValue where byte.isFieldValue:
            state = .trailerValue
        case .trailerValue where byte == .carriageReturn:
            state = .trailerLineFeed
        case .trailerLineFeed where byte == .lineFeed:
            state = .trailerLineStart
        case .lastLineFeed where byte == .lineFeed:
            state = .done
        default:
            throw .badRequest("The trailer section is malformed.")
        }
    }
}
