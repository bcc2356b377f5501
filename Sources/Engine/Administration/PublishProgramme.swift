package import Model
package import Store

/// Makes a programme document the brand's next version, at once good for every request.
package enum PublishProgramme {
    /// What became of the document.
    package struct Receipt: Sendable, Hashable {
        package var brand: BrandID
        package var version: Int64
        /// False when the newest version already was this very document.
        package var isNew: Bool
        /// SHA-256 of the document's text.
        package var digest: Digest
    }

    /// Checks the document and publishes it; the first one of a brand makes the brand and its books in both
    /// modes.
    ///
    /// The same document again changes nothing. A brand's currency stays what it was first published as:
    /// money already in the books would otherwise change its meaning.
    package static func run(
        _ document: [UInt8], by actor: Actor, on engine: Engine
    ) throws(AdministrationError) -> Receipt {
        let programme = try check(document)
        let now = engine.realNow()
        try keepsCurrency(programme, on: engine)
        return try engine.administer("cannot publish the programme of \(programme.brand)") { transaction in
            try publish(document, programme, by: actor, at: now, in: transaction)
        }
    }

    /// The same inside a transaction, for a brand that may have been published by others since.
    ///
    /// - Parameters:
    ///   - base: The newest version that the caller knows; nil publishes whatever the newest is.
    ///   - restored: The version whose document this is, when an old one is published anew.
    /// - Throws: ``Refusal``: `programmeVersionConflict`.
    static func publish(
        _ document: [UInt8], _ programme: Programme, expecting base: Int64? = nil,
        restoring restored: Int64? = nil,
        by actor: Actor, at now: Instant, in transaction: WriteTransaction
    ) throws -> Receipt {
        let (brand, digest) = (programme.brand, SHA256.hash(document))
        let newest = try transaction.connection.newestProgrammeMark(of: brand)
        if let newest, newest.digest == digest {
            return Receipt(brand: brand, version: newest.version, isNew: false, digest: digest)
        }
        if let base, base != newest?.version ?? 0 {
            throw Refusal.programmeVersionConflict(newest: newest?.version ?? 0)
        }
        let version = (newest?.version ?? 0) + 1
        if newest == nil {
            let name = programme.name.text(
                locale: programme.defaultLocale, fallback: programme.defaultLocale)
            try transaction.makeBrand(brand, name: name, at: now)
        }
        try transaction.insertProgramme(
            String(decoding: document, as: UTF8.self), digest: digest, of: brand, version: version, at: now,
            by: actor)
        try transaction.audit(
            restored == nil ? .programmePublished : .programmeRestored, "version-\(version)", of: brand,
            by: actor, at: now, before: newest?.digest, after: digest,
            summary: [("version", .integer(version))]
                + (restored.map { [("restored_version", .integer($0))] } ?? []))
        return Receipt(brand: brand, version: version, isNew: true, digest: digest)
    }

    /// Reads a document and names everything that is wrong with it; needs no database.
    package static func check(_ document: [UInt8]) throws(AdministrationError) -> Programme {
        guard document.count <= AdministrationLimits.documentBytesMax else {
            throw AdministrationError(
                "the programme document has \(document.count) bytes; at most"
                    + " \(AdministrationLimits.documentBytesMax) are taken")
        }
        do {
            return try Programme(publishing: document)
        } catch {
            throw AdministrationError(error, doing: "the programme document is not valid")
        }
    }

    private static func keepsCurrency(
        _ programme: Programme, on engine: Engine
    ) throws(AdministrationError) {
        guard let standing = engine.registry.contents.programmes[programme.brand]?.programme,
            standing.currency != programme.currency
        else { return }
        throw AdministrationError(
            "cannot publish the programme of \(programme.brand): its currency is \(standing.currency.code) and"
                + " cannot become \(programme.currency.code)")
    }
}

/// A published document, as it came.
package enum ShowProgramme {
    /// The text of one version; of the newest when `version` is nil, of the only brand when `brand` is nil.
    package static func run(
        brand: BrandID?, version: Int64?, on engine: Engine
    ) throws(AdministrationError) -> StoredProgramme {
        let brand = try engine.book(brand: brand, mode: .live, for: "cannot show the programme").brand
        let newest = engine.registry.contents.programmes[brand]?.number ?? 0
        let wanted = version ?? newest
        do {
            let stored = try engine.store.makeFreshReader().readFresh { connection, _ in
                try connection.programme(of: brand, version: wanted)
            }
            if let stored { return stored }
        } catch {
            throw AdministrationError(error, doing: "cannot show the programme of \(brand)")
        }
        throw AdministrationError(
            "\(brand) has no programme version \(wanted); there are versions 1 to \(newest)")
    }
}

/// The limits of administration, each with a test.
package enum AdministrationLimits {
    /// Bytes of a programme document.
    package static let documentBytesMax = 1_048_576
    /// Characters of a key's label.
    package static let labelLengthMax = 100
    /// Bytes of a key that is brought along.
    package static let foreignKeyBytes = 16...256
    /// Bytes of the file that it comes in.
    package static let foreignKeyFileBytesMax = 4_096
    /// Rows of a file of points, codes or ids; one with more is imported in parts.
    package static let smallImportRowsMax = 200_000
    /// Keys, good and ended ones, that a database may have.
    package static let keysMax = 10_000
    /// The longest overlap of a rotated key, in seconds: 90 days.
    package static let overlapSecondsMax: Int64 = 90 * 86_400
    /// Rows that an import puts into one write.
    package static let importBatchRows = 256
    /// Rows that an import reports as bad; the rest are counted.
    package static let badRowsReportedMax = 20
    /// How far ahead of the clock an imported order may have been placed, in milliseconds: a day, for zones.
    package static let importAheadMilliseconds: Int64 = 86_400_000
    /// Customers that `verify` reads in one snapshot.
    package static let verifyPieceCustomers = 128
    /// Threads that `verify` reads with at most.
    package static let verifyThreadsMax = 4
    /// Customers that the verification in the background reads in one step.
    package static let backgroundPieceCustomers = 32
    /// Faults that `verify` names; the rest are counted.
    package static let faultsReportedMax = 1_000
}
