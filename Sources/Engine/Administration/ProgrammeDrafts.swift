package import Model
package import Store

/// Drafts of a brand's programme: documents that are worked on, valid or not, and published when they are.
package enum ProgrammeDrafts {
    /// Drafts that a brand may have.
    package static let draftsMax: Int64 = 50
    /// Characters of a draft's name.
    package static let nameLengthMax = 100

    /// What a draft is made of.
    package struct Input: Sendable, Hashable {
        package var name: String?
        /// JSON text; nil for that of a version, or of the draft as it stands.
        package var document: [UInt8]?
        /// The version to copy when there is no document; nil for the newest.
        package var version: Int64?
        /// The revision that the caller knows; nil changes whatever there is.
        package var revision: Int64?
        package init(
            name: String? = nil, document: [UInt8]? = nil, version: Int64? = nil, revision: Int64? = nil
        ) {
            self.name = name
            self.document = document
            self.version = version
            self.revision = revision
        }
    }

    /// Begins a draft with a document, or with a copy of a version.
    ///
    /// - Throws: ``Refusal``: `programmeVersionNotFound`, `tooMany`; ``InvalidInput`` for too large a document.
    package static func create(_ input: Input, in context: CommandContext) throws -> ProgrammeDraft {
        let (brand, connection) = (context.book.brand, context.transaction.connection)
        let newest = try connection.newestProgrammeMark(of: brand)?.version ?? 0
        let base = input.version ?? newest
        guard let stored = try connection.programme(of: brand, version: base) else {
            throw Refusal.programmeVersionNotFound
        }
        let document = try input.document.map(text) ?? stored.document
        guard Int64(try connection.drafts(of: brand).count) < draftsMax else {
            throw Refusal.tooMany(limit: draftsMax)
        }
        let number = try context.transaction.nextDraftNumber(of: brand)
        let draft = ProgrammeDraft(
            number: number, name: input.name ?? "Draft \(number)", document: document,
            digest: SHA256.hash(document), baseVersion: base, revision: 1, createdAt: context.realNow,
            createdBy: context.actor.text, updatedAt: context.realNow, updatedBy: context.actor.text)
        try context.transaction.put(draft, of: brand)
        try context.auditBrand(.draftCreated, "draft-\(number)", after: draft.digest)
        return draft
    }

    /// Changes a draft's name or document.
    ///
    /// - Throws: ``Refusal``: `draftNotFound`, `draftConflict`; ``InvalidInput`` for too large a document.
    package static func update(
        _ number: Int64, _ input: Input, in context: CommandContext
    ) throws -> ProgrammeDraft {
        let present = try context.snapshot.draft(number)
        guard input.revision ?? present.revision == present.revision else {
            throw Refusal.draftConflict(revision: present.revision)
        }
        var draft = present
        draft.name = input.name ?? present.name
        if let document = input.document {
            draft.document = try text(document)
            draft.digest = SHA256.hash(draft.document)
        }
        guard draft != present else { return present }
        draft.revision += 1
        draft.updatedAt = context.realNow
        draft.updatedBy = context.actor.text
        try context.transaction.put(draft, of: context.book.brand)
        try context.auditBrand(
            .draftUpdated, "draft-\(number)", before: present.digest, after: draft.digest)
        return draft
    }

    /// Removes a draft; what was published from it stays.
    ///
    /// - Throws: ``Refusal/draftNotFound``
    package static func delete(_ number: Int64, in context: CommandContext) throws {
        let present = try context.snapshot.draft(number)
        try context.transaction.deleteDraft(number, of: context.book.brand)
        try context.auditBrand(.draftDeleted, "draft-\(number)", before: present.digest)
    }

    /// Makes a draft the brand's next version, by the same command as the command line.
    ///
    /// - Parameter base: The newest version that the caller knows; nil takes the one that the draft was begun from.
    /// - Throws: ``Refusal``: `draftNotFound`, `programmeVersionConflict`; ``InvalidInput`` with everything that is
    ///   wrong with the document.
    package static func publish(
        _ number: Int64, expecting base: Int64?, in context: CommandContext
    ) throws -> PublishProgramme.Receipt {
        var draft = try context.snapshot.draft(number)
        let receipt = try publish(
            Array(draft.document.utf8), expecting: base ?? draft.baseVersion, restoring: nil, in: context)
        draft.baseVersion = receipt.version
        try context.transaction.put(draft, of: context.book.brand)
        return receipt
    }

    /// Publishes the document of an older version anew.
    ///
    /// - Throws: ``Refusal``: `programmeVersionNotFound`, `programmeVersionConflict`.
    package static func restore(
        _ version: Int64, expecting base: Int64?, in context: CommandContext
    ) throws -> PublishProgramme.Receipt {
        let stored = try context.snapshot.programmeVersion(version)
        return try publish(
            Array(stored.document.utf8), expecting: base, restoring: version, in: context)
    }

    private static func publish(
        _ document: [UInt8], expecting base: Int64?, restoring version: Int64?, in context: CommandContext
    ) throws -> PublishProgramme.Receipt {
        // What was published once may come back, whatever messages the screens have lost since.
        let programme = try check(
            document, for: context.book.brand, currency: context.programme.currency,
            isPublished: version != nil)
        return try PublishProgramme.publish(
            document, programme, expecting: base, restoring: version, by: context.actor,
            at: context.realNow, in: context.transaction)
    }

    /// Reads a document as this brand's programme.
    ///
    /// - Throws: Everything that is wrong with it, with pointers into the document.
    package static func check(
        _ document: [UInt8], for brand: BrandID, currency: Currency, isPublished: Bool = false
    ) throws(InvalidInput) -> Programme {
        guard document.count <= AdministrationLimits.documentBytesMax else { throw tooLarge }
        let programme =
            isPublished ? try Programme(parsing: document) : try Programme(publishing: document)
        guard programme.brand == brand else {
            throw InvalidInput.field(
                ["brand", "id"], FieldCode.notAllowed, "The document is of another brand than \(brand).")
        }
        guard programme.currency == currency else {
            throw InvalidInput.field(
                ["currency"], FieldCode.notAllowed,
                "The brand's currency is \(currency.code) and cannot become \(programme.currency.code).")
        }
        return programme
    }

    private static var tooLarge: InvalidInput {
        InvalidInput.field(
            [], FieldCode.tooLong,
            "The document must have at most \(AdministrationLimits.documentBytesMax) bytes.")
    }

    private static func text(_ document: [UInt8]) throws(InvalidInput) -> String {
        guard document.count <= AdministrationLimits.documentBytesMax else { throw tooLarge }
        return String(decoding: document, as: UTF8.self)
    }
}

/// A document of the brand's programme by its name: `version-3`, `draft-2`.
package enum ProgrammeReference: Sendable, Hashable {
    case version(Int64)
    case draft(Int64)

    /// Nil for anything else.
    package init?(_ text: String) {
        if let number = Self.number("version-", in: text) {
            self = .version(number)
        } else if let number = Self.number("draft-", in: text) {
            self = .draft(number)
        } else {
            return nil
        }
    }

    /// The number in `draft-3`, without leading zeros; nil for anything else.
    package static func number(_ prefix: String, in text: String) -> Int64? {
        guard text.hasPrefix(prefix), let number = Int64(text.dropFirst(prefix.count)), number > 0,
            text == "\(prefix)\(number)"
        else { return nil }
        return number
    }

    package var text: String {
        switch self {
        case .version(let number): "version-\(number)"
        case .draft(let number): "draft-\(number)"
        }
    }
}

extension Snapshot {
    /// The brand's drafts, oldest first.
    package func drafts() throws -> [ProgrammeDraft] { try connection.drafts(of: book.brand) }

    /// - Throws: ``Refusal/draftNotFound``
    package func draft(_ number: Int64) throws -> ProgrammeDraft {
        guard let draft = try connection.draft(number, of: book.brand) else { throw Refusal.draftNotFound }
        return draft
    }

    /// A version with its document.
    ///
    /// - Throws: ``Refusal/programmeVersionNotFound``
    package func programmeVersion(_ number: Int64) throws -> StoredProgramme {
        guard let stored = try connection.programme(of: book.brand, version: number) else {
            throw Refusal.programmeVersionNotFound
        }
        return stored
    }

    /// A page of the brand's versions, newest first.
    package func programmeVersions(
        page: PageRequest
    ) throws -> (items: [(mark: ProgrammeMark, publishedBy: String)], next: Int64?) {
        let versions = try connection.programmeVersions(
            of: book.brand, before: page.before, limit: page.limit + 1)
        let shown = Array(versions.prefix(page.limit))
        return (shown, versions.count > page.limit ? shown.last?.mark.version : nil)
    }

    /// What one document changes about another. Documents that are both valid are compared by what they mean, others as
    /// they were written.
    ///
    /// - Throws: ``Refusal``: `programmeVersionNotFound`, `draftNotFound`.
    package func programmeChanges(
        from: ProgrammeReference, to: ProgrammeReference
    ) throws -> [ProgrammeChange] {
        let documents = try [document(from), document(to)]
        let canonical = documents.compactMap { try? Programme(parsing: $0).canonicalDocument() }
        let compared = canonical.count == 2 ? canonical : documents
        return try Programme.changes(from: compared[0], to: compared[1])
    }

    private func document(_ reference: ProgrammeReference) throws -> [UInt8] {
        switch reference {
        case .version(let number): Array(try programmeVersion(number).document.utf8)
        case .draft(let number): Array(try draft(number).document.utf8)
        }
    }
}
