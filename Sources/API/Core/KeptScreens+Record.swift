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
        let headRoom: UInt32
        let notModifiedCount: UInt32
        let fieldsCount: UInt32
        let bodyCount: UInt32
        let tagCount: UInt32
        let requestCount: UInt32
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
            headRoom = UInt32(layout.headRoom)
            notModifiedCount = UInt32(layout.notModifiedCount)
            fieldsCount = UInt32(layout.fieldsCount)
            bodyCount = UInt32(layout.bodyCount)
            tagCount = UInt32(layout.tagCount)
            requestCount = UInt32(layout.requestCount)
            self.limits = limits
        }

        var terms: Terms {
            Terms(
                customer: CustomerNumber(customer), commit: commit, registryGeneration: registryGeneration,
                goodUntil: Instant(milliseconds: goodUntil),
                source: isSourced ? Source(book: BookNumber(book), key: key) : nil)
        }
    }

    /// Where the parts of a record stand, in bytes from its beginning.
    struct Layout {
        static let headStart = RecordRing.rounded(Header.offset + MemoryLayout<Header>.size)

        let headRoom: Int
        let notModifiedCount: Int
        let fieldsCount: Int
        let bodyCount: Int
        let tagCount: Int
        let requestCount: Int

        init(_ parts: Parts, headRoom: Int) {
            self.headRoom = headRoom
            notModifiedCount = parts.notModifiedFields.count
            fieldsCount = parts.fields.count
            bodyCount = parts.body.count
            tagCount = parts.entityTag.count
            requestCount = parts.request.count
        }

        init(_ header: Header) {
            headRoom = Int(header.headRoom)
            notModifiedCount = Int(header.notModifiedCount)
            fieldsCount = Int(header.fieldsCount)
            bodyCount = Int(header.bodyCount)
            tagCount = Int(header.tagCount)
            requestCount = Int(header.requestCount)
        }

        var notModifiedStart: Int { Self.headStart + headRoom }
        var fieldsStart: Int { notModifiedStart + notModifiedCount }
        var bodyStart: Int { fieldsStart + fieldsCount }
        var tagStart: Int { bodyStart + bodyCount }
        var requestStart: Int { tagStart + tagCount }
        var end: Int { requestStart + requestCount }

        /// Bytes from the field lines of a 304 on that an answer to the remembered head is made of.
        func answerCount(_ header: Header) -> Int {
            header.headIsKnown ? notModifiedCount : tagStart - notModifiedStart
        }
    }
}
