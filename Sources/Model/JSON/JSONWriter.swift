import Glibc

/// Writes JSON (RFC 8259) as bytes into one growing buffer, which is meant to be reused.
///
/// Commas and colons are its own affair. It trusts its caller with the structure (a key before every value of
/// an object, every begin with its end): debug builds check that and stop, release builds do not look. It
/// owns its buffer and writes only below `capacity`, which is what makes it safe.
@safe
package struct JSONWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    /// The bytes written so far.
    @usableFromInline package internal(set) var count = 0
    /// Whether a comma must precede the next key or element.
    @usableFromInline var needsComma = false
    @usableFromInline var shape = JSONShape()

    /// Starts empty with room for `capacity` bytes.
    package init(capacity: Int = 4096) {
        self.capacity = max(64, capacity)
        unsafe base = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
    }

    deinit {
        unsafe base.deallocate()
    }

    /// A copy of the bytes written so far.
    package var bytes: [UInt8] {
        assert(shape.depth == 0, "an object or array is still open")
        return unsafe [UInt8](UnsafeBufferPointer(start: base, count: count))
    }

    /// Lends the bytes written so far.
    package borrowing func withSpan<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        assert(shape.depth == 0, "an object or array is still open")
        return try body(unsafe UnsafeBufferPointer(start: base, count: count).span)
    }

    /// Lends the bytes written so far as a raw buffer, for system calls.
    package borrowing func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        assert(shape.depth == 0, "an object or array is still open")
        return try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Forgets what was written, and the buffer's memory too unless it is kept.
    package mutating func removeAll(keepingCapacity: Bool = true) {
        (count, needsComma, shape) = (0, false, JSONShape())
        if !keepingCapacity {
            unsafe base.deallocate()
            capacity = 64
            unsafe base = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        }
    }

    /// Makes sure that so many more bytes can be written.
    @inlinable
    mutating func reserve(_ more: Int) {
        if capacity &- count < more { grow(more) }
    }

    @usableFromInline
    mutating func grow(_ more: Int) {
        let enough = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: enough)
        unsafe larger.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = enough
    }
}

/// What is open at a point of a document, for the checks of debug builds.
@usableFromInline
struct JSONShape {
    /// One bit per open container from the innermost up: 1 for an object.
    @usableFromInline var objects: UInt64 = 0
    @usableFromInline var depth: UInt8 = 0
    @usableFromInline var hasKey = false

    @inlinable
    init() {}

    /// Notes a value; in an object it uses up the key before it.
    @inlinable
    mutating func value() -> Bool {
        let isPlaced = depth == 0 || objects & 1 == 0 || hasKey
        hasKey = false
        return isPlaced
    }

    @inlinable
    mutating func key() -> Bool {
        let isPlaced = depth > 0 && objects & 1 == 1 && !hasKey
        hasKey = true
        return isPlaced
    }

    @inlinable
    mutating func begin(object: Bool) -> Bool {
        let isPlaced = value() && depth < 64
        objects = objects << 1 | (object ? 1 : 0)
        depth &+= 1
        return isPlaced
    }

    @inlinable
    mutating func end(object: Bool) -> Bool {
        let isPlaced = depth > 0 && (objects & 1 == 1) == object && !hasKey
        objects >>= 1
        depth = depth > 0 ? depth - 1 : 0
        return isPlaced
    }
}
