import Model

/// What stands in the record of a kept screen.
extension KeptScreens {
    /// The beginning of a record, after its size.
    struct Header: BitwiseCopyable {
        static let offset = 8

        let requestKey: UInt64
        /// The key of the head that is remembered, if one is.
        var headKey: UInt64 = 0
        /// The key of the head that came last without being recalled.
        var headCandidate: UInt64 = 0
        let customer: Int64
        let commit: UInt64
        let registryGeneration: UInt64
        let goodUntil: Int64
        let book: Int64
        let key: Int64
        let layout: Layout
        /// Bytes of the head that is remembered; 0 while none is.
        var headCount: UInt32 = 0
        /// Bytes of it before the value of its `X-Request-Id`.
        var headSplit: UInt32 = 0
        /// One more than the index of its limits; 0 for none.
        var limits: UInt32
        let isSourced: Bool
        /// Whether the head says that the client has the screen already.
        var headIsKnown = false
        /// Whether the head was recalled since another one came.
        var headIsWarm = false
        /// Whether it is to be found.
        var isKept = true

        init(_ terms: Terms, _ layout: Layout, requestKey: UInt64, limits: UInt32) {
            self.requestKey = requestKey
            customer = terms.customer.number
            commit = terms.commit
            registryGeneration = terms.registryGeneration
            goodUntil = terms.goodUntil.milliseconds
            book = terms.source?.book.number ?? 0
            key = terms.source?.key ?? 0
            isSourced = terms.source != nil
            self.layout = layout
            self.limits = limits
        }

        var terms: Terms {
            Terms(
                customer: CustomerNumber(customer), commit: commit, registryGeneration: registryGeneration,
                goodUntil: Instant(milliseconds: goodUntil),
                source: isSourced ? Source(book: BookNumber(book), key: key) : nil)
        }

        /// What an answer to the remembered head is made of.
        var answer: Range<Int> {
            headIsKnown
                ? layout.notModifiedFields
                : layout.notModifiedFields.lowerBound..<layout.body.upperBound
        }
    }

    /// Where the parts of a record stand, in bytes from its beginning.
    struct Layout: BitwiseCopyable {
        static let headStart = RecordRing.rounded(Header.offset + MemoryLayout<Header>.size)

        /// Bytes that a head may have.
        let headRoom: UInt32
        private let notModifiedCount: UInt32
        private let fieldsCount: UInt32
        private let bodyCount: UInt32
        private let tagCount: UInt32
        private let requestCount: UInt32

        init(_ parts: Parts, headRoom: Int) {
            self.headRoom = UInt32(headRoom)
            notModifiedCount = UInt32(parts.notModifiedFields.count)
            fieldsCount = UInt32(parts.fields.count)
            bodyCount = UInt32(parts.body.count)
            tagCount = UInt32(parts.entityTag.count)
            requestCount = UInt32(parts.request.count)
        }

        var notModifiedFields: Range<Int> { Self.part(notModifiedCount, at: Self.headStart + Int(headRoom)) }
        var fields: Range<Int> { Self.part(fieldsCount, at: notModifiedFields.upperBound) }
        var body: Range<Int> { Self.part(bodyCount, at: fields.upperBound) }
        var entityTag: Range<Int> { Self.part(tagCount, at: body.upperBound) }
        /// The last.
        var request: Range<Int> { Self.part(requestCount, at: entityTag.upperBound) }

        private static func part(_ count: UInt32, at start: Int) -> Range<Int> {
            start..<(start + Int(count))
        }
    }
}
