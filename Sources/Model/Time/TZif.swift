/// Why a time zone file is not understood.
struct TZifError: Error, Hashable, Sendable {
    let reason: String
}

/// Reads time zone files of version 2 and later (RFC 8536 §3).
enum TZif {
    /// The sizes in a header, RFC 8536 §3.1.
    private struct Header {
        var version: UInt8
        var universalIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var designations: Int

        /// The bytes of the data block that follows, whose times have `timeSize` bytes.
        func dataByteCount(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + designations + leapSeconds * (timeSize + 4)
                + standardIndicators + universalIndicators
        }
    }

    /// The offsets of the zone, from the file's second block and its footer.
    static func table(_ bytes: [UInt8]) throws(TZifError) -> ZoneTable {
        var reader = BigEndianReader(bytes)
        let first = try header(&reader)
        // Version 1 files keep 32-bit times and no rule for the future; nobody has made them since 2005.
        guard first.version >= UInt8(ascii: "2") else { throw TZifError(reason: "it is of version 1") }
        try reader.skip(first.dataByteCount(timeSize: 4))
        let second = try header(&reader)
        guard second.leapSeconds == 0 else { throw TZifError(reason: "it counts leap seconds") }
        let block = try dataBlock(second, &reader)
        return try extended(block.firstOffset, block.transitions, footer: try footer(&reader))
    }

    private static func header(_ reader: inout BigEndianReader) throws(TZifError) -> Header {
        guard try reader.bytes(4) == Array("TZif".utf8) else {
            throw TZifError(reason: "it does not begin with TZif")
        }
        let version = try reader.byte()
        try reader.skip(15)
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(Int(try reader.unsigned32())) }
        guard counts[4] > 0, counts[4] <= 256, counts.allSatisfy({ $0 <= 100_000 }) else {
            throw TZifError(reason: "its header has impossible counts")
        }
        return Header(
            version: version, universalIndicators: counts[0], standardIndicators: counts[1],
            leapSeconds: counts[2], transitions: counts[3], types: counts[4], designations: counts[5])
    }

    private static func dataBlock(
        _ header: Header, _ reader: inout BigEndianReader
    ) throws(TZifError) -> (firstOffset: Int32, transitions: [ZoneTable.Transition]) {
        var seconds: [Int64] = []
        for _ in 0..<header.transitions {
            let second = try reader.signed64()
            guard seconds.last.map({ $0 < second }) ?? true else {
                throw TZifError(reason: "its transitions are not in order")
            }
            seconds.append(second)
        }
        let types = try reader.bytes(header.transitions)
        var offsets: [Int32] = []
        for _ in 0..<header.types {
            let offset = Int32(bitPattern: try reader.unsigned32())
            guard Int64(offset.magnitude) < ZoneTable.offsetMax else {
                throw TZifError(reason: "it has an impossible offset")
            }
            offsets.append(offset)
            try reader.skip(2)
        }
        guard types.allSatisfy({ Int($0) < offsets.count }) else {
            throw TZifError(reason: "a transition is of no known type")
        }
        try reader.skip(header.designations + header.standardIndicators + header.universalIndicators)
        let transitions = zip(seconds, types).map { second, type in
            ZoneTable.Transition(second: second, offset: offsets[Int(type)])
        }
        // RFC 8536 §3.2: type 0 holds before the first transition.
        return (offsets[0], transitions)
    }

    /// RFC 8536 §3.3: a POSIX TZ string between two line feeds; empty if the future is unknown.
    private static func footer(_ reader: inout BigEndianReader) throws(TZifError) -> String {
        guard try reader.byte() == 0x0A else {
            throw TZifError(reason: "its footer does not begin on a line")
        }
        var text: [UInt8] = []
        while true {
            let byte = try reader.byte()
            if byte == 0x0A { return String(decoding: text, as: UTF8.self) }
            text.append(byte)
        }
    }

    /// Carries the file's transitions on for 400 years by the footer's rule.
    private static func extended(
        _ firstOffset: Int32, _ listed: [ZoneTable.Transition], footer: String
    ) throws(TZifError) -> ZoneTable {
        if footer.isEmpty {
            return ZoneTable(firstOffset: firstOffset, transitions: listed, repeatsFrom: nil)
        }
        guard let rule = PosixZoneRule(footer) else {
            throw TZifError(reason: "its footer '\(footer)' is not a POSIX TZ string")
        }
        let lastListed = listed.last?.second ?? 0
        guard rule.daylight != nil else {
            let last = ZoneTable.Transition(second: lastListed, offset: rule.standardOffset)
            let isKnown = (listed.last?.offset ?? firstOffset) == rule.standardOffset
            return ZoneTable(
                firstOffset: firstOffset, transitions: isKnown || listed.isEmpty ? listed : listed + [last],
                repeatsFrom: nil)
        }
        let firstYear = Int64(LocalDate(dayNumber: GregorianDays.floorDivide(lastListed, 86_400)).year)
        var transitions = listed
        // Two years more than the period: the first may be listed in part, and the last is looked up from.
        for year in firstYear...(firstYear + 402) {
            transitions += rule.transitions(in: year).filter { $0.second > lastListed || listed.isEmpty }
        }
        let start = GregorianDays.dayNumber(year: firstYear + 402, month: 1, day: 1) * 86_400
        return ZoneTable(firstOffset: firstOffset, transitions: transitions, repeatsFrom: start)
    }
}

/// Reads big-endian numbers from the front of bytes.
struct BigEndianReader {
    private let source: [UInt8]
    private var position = 0

    init(_ source: [UInt8]) {
        self.source = source
    }

    mutating func bytes(_ count: Int) throws(TZifError) -> [UInt8] {
        let start = position
        try skip(count)
        return Array(source[start..<position])
    }

    mutating func skip(_ count: Int) throws(TZifError) {
        guard count <= source.count - position else { throw TZifError(reason: "it ends too early") }
        position += count
    }

    mutating func byte() throws(TZifError) -> UInt8 {
        try skip(1)
        return source[position - 1]
    }

    mutating func unsigned32() throws(TZifError) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func signed64() throws(TZifError) -> Int64 {
        Int64(bitPattern: try bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
