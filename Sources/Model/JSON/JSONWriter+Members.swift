/// A key and its value in one call.
extension JSONWriter {
    /// Writes a member with a text.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member with a text of the source code; see `string(literal:)`.
    @inlinable
    package mutating func member(_ name: StaticString, literal value: StaticString) {
        key(name)
        string(literal: value)
    }

    /// Writes a member with an integer.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        integer(value)
    }

    /// Writes a member with an integer.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        integer(Int64(value))
    }

    /// Writes a member with a boolean.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a member with an instant.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: Instant) {
        key(name)
        instant(value)
    }

    /// Writes a member with a day.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: LocalDate) {
        key(name)
        localDate(value)
    }

    /// Writes a member with a digest.
    @inlinable
    package mutating func member(_ name: StaticString, _ value: Digest) {
        key(name)
        digest(value)
    }

    /// A member that is an array with one element for each item.
    package mutating func list<Items: Sequence>(
        _ name: StaticString, _ items: Items, _ write: (Items.Element, inout JSONWriter) -> Void
    ) {
        key(name)
        beginArray()
        for item in items { write(item, &self) }
        endArray()
    }
}
