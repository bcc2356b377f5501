/// How much JSON is read before it is refused.
package struct JSONLimits: Hashable, Sendable {
    /// How deep arrays and objects may nest.
    ///
    /// The reader's recursion is bounded by it.
    package var depthMax: Int
    /// How many values (members and elements included) one document may hold.
    package var valuesMax: Int
    /// How many UTF-8 bytes a member's name may have.
    package var nameBytesMax: Int

    /// The most that `depthMax` may be, so that no setting can exhaust a thread's stack.
    package static let depthCeiling = 64

    /// For the bodies of requests.
    package static let standard = JSONLimits(depthMax: 32, valuesMax: 20_000, nameBytesMax: 256)

    /// Sets the limits; a depth above `depthCeiling` is brought down to it.
    package init(depthMax: Int, valuesMax: Int, nameBytesMax: Int = 256) {
        self.depthMax = min(depthMax, JSONLimits.depthCeiling)
        self.valuesMax = valuesMax
        self.nameBytesMax = nameBytesMax
    }
}

/// Why bytes are not the JSON that is accepted, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    /// The offset of the first byte that is wrong, from 0.
    package let offset: Int
    /// The reason, as the end of a sentence: "the string is not closed".
    package let reason: String

    /// Names the offset and the reason.
    package init(offset: Int, reason: String) {
        (self.offset, self.reason) = (offset, reason)
    }

    /// The line and column of the error, both from 1, the column counted in bytes.
    package func lineAndColumn(in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes.prefix(max(0, offset))
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (line, before.count - lineStart + 1)
    }
}
