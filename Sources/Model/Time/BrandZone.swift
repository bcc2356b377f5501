/// Why a time zone cannot be used.
package enum ZoneError: Error, Hashable, Sendable {
    /// The identifier is not of a form that an IANA time zone could have.
    case invalidIdentifier(String)
    /// The machine's database has no zone of that name.
    case unknownZone(String)
    /// There is no time zone database on this machine; the directories that were looked at.
    case databaseMissing([String])
    /// The zone's file cannot be read or does not follow RFC 8536.
    case malformed(String, reason: String)
}

extension ZoneError: CustomStringConvertible {
    /// A sentence for an operator.
    package var description: String {
        switch self {
        case .invalidIdentifier(let identifier):
            "'\(identifier)' is not an IANA time zone identifier such as Asia/Kolkata."
        case .unknownZone(let identifier):
            "The time zone database has no zone named '\(identifier)'."
        case .databaseMissing(let directories):
            "There is no time zone database (looked in \(directories.joined(separator: ", "))); "
                + "install tzdata or set TZDIR."
        case .malformed(let identifier, let reason):
            "The time zone file of '\(identifier)' cannot be used: \(reason)."
        }
    }
}

/// The time zone of a brand: turns instants into local days and local days into instants.
///
/// It reads the machine's own database (RFC 8536) once; afterwards each question is a search in an array.
package struct BrandZone: Sendable {
    /// The IANA identifier: `Asia/Kolkata`.
    package let identifier: String
    private let table: ZoneTable

    /// UTC, which needs no database.
    package static let utc = BrandZone(identifier: "UTC", table: ZoneTable.utc)

    /// The zone of that IANA identifier, or nil if there is none or it cannot be read.
    package init?(identifier: String) {
        guard let zone = try? BrandZone(loading: identifier) else { return nil }
        self = zone
    }

    /// The zone of that IANA identifier, or the reason why there is none.
    package init(loading identifier: String) throws(ZoneError) {
        self = identifier == "UTC" ? .utc : try ZoneDatabase.current.zone(identifier)
    }

    init(identifier: String, table: ZoneTable) {
        (self.identifier, self.table) = (identifier, table)
    }

    /// Seconds that local clocks are ahead of UTC at an instant.
    package func offsetSeconds(at instant: Instant) -> Int {
        table.offset(at: instant.seconds)
    }

    /// The local day at an instant.
    package func localDate(at instant: Instant) -> LocalDate {
        LocalDate(dayNumber: GregorianDays.floorDivide(localSeconds(at: instant), 86_400))
    }

    /// The local time of day at an instant.
    package func localTime(at instant: Instant) -> LocalTime {
        let local = localSeconds(at: instant)
        return LocalTime(secondOfDay: Int(local - GregorianDays.floorDivide(local, 86_400) * 86_400))
    }

    /// The first instant at which local clocks show that day, or a later one where the day does not exist.
    ///
    /// Where clocks skip midnight that is the end of the gap; where they show midnight twice, the first time.
    package func startOfDay(_ date: LocalDate) -> Instant {
        Instant(seconds: table.firstSecond(showing: date.dayNumber * 86_400))
    }

    /// The instant at which that local day is over: the start of the next one.
    package func endOfDay(_ date: LocalDate) -> Instant {
        if date == .last { return Instant.lastWritable.adding(milliseconds: 1) }
        return startOfDay(date.adding(days: 1))
    }

    private func localSeconds(at instant: Instant) -> Int64 {
        // Milliseconds have a thousand times less room than seconds, so the offset cannot overflow them.
        instant.seconds + Int64(table.offset(at: instant.seconds))
    }
}

extension BrandZone: Hashable {
    package static func == (left: BrandZone, right: BrandZone) -> Bool { left.identifier == right.identifier }

    package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}
