import Glibc

/// Bytes that grow at the end and are taken from the front, in one block whose address stays put between
/// growths.
///
/// Safe by ownership: the block is this value's alone, freed with it, and no byte outside `start ..< end` is
/// read.
@safe struct ByteBuffer: ~Copyable {
    private var block: UnsafeMutableRawPointer?
    /// Bytes of memory that it owns.
    private(set) var capacity = 0
    private var start = 0
    private var end = 0

    /// An empty buffer that owns no memory yet.
    init() { unsafe block = nil }

    deinit { unsafe free(block) }

    /// How many bytes it holds.
    var count: Int { end - start }

    /// Whether it holds none.
    var isEmpty: Bool { end == start }

    /// What it holds; valid until the next mutation.
    @unsafe var bytes: UnsafeRawBufferPointer {
        guard let block = unsafe block else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(start: block + start, count: end - start)
    }

    /// Adds a copy of the bytes.
    ///
    /// - Parameter expected: How many bytes it will hold at most, as far as is known: it does not grow beyond.
    mutating func append(_ bytes: UnsafeRawBufferPointer, of expected: Int = .max) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count, of: expected)
        guard let block = unsafe block else { return }
        unsafe memcpy(block + end, source, bytes.count)
        end += bytes.count
    }

    /// Adds a copy of an array's bytes.
    mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { source in unsafe append(source) }
    }

    /// Adds a copy of a literal's bytes.
    mutating func append(_ literal: StaticString) {
        unsafe append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Adds a number in decimal digits.
    mutating func append(decimal number: Int) {
        reserve(20)
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            unsafe block?.storeBytes(
                of: UInt8(ascii: "0") + UInt8(number / divisor % 10), toByteOffset: end, as: UInt8.self)
            end += 1
            divisor /= 10
        }
    }

    /// Makes room for that many more bytes, and some to grow, but no more than `expected` in all.
    mutating func reserve(_ more: Int, of expected: Int = .max) {
        guard end + more > capacity else { return }
        if start > 0, let block = unsafe block {
            unsafe memmove(block, block + start, end - start)
            end -= start
            start = 0
        }
        guard end + more > capacity else { return }
        let wanted = max(end + more, min(max(capacity * 2, 256), expected))
        guard let grown = unsafe realloc(block, wanted) else { fatalError("out of memory") }
        unsafe block = unsafe grown
        capacity = wanted
    }

    /// Forgets that many bytes at the front.
    mutating func removeFirst(_ taken: Int) {
        guard 0...count ~= taken else { fatalError("a buffer of \(count) bytes cannot give up \(taken)") }
        start += taken
        if start == end { removeAll() }
    }

    /// Forgets that many bytes at the end.
    mutating func removeLast(_ dropped: Int) {
        guard 0...count ~= dropped else { fatalError("a buffer of \(count) bytes cannot give up \(dropped)") }
        end -= dropped
    }

    /// Forgets all bytes and keeps the memory.
    mutating func removeAll() {
        start = 0
        end = 0
    }

    /// Forgets all bytes and keeps no more memory than that.
    mutating func removeAll(keepingAtMost bytesMax: Int) {
        if capacity > bytesMax { release() } else { removeAll() }
    }

    /// Forgets all bytes and gives the memory back.
    mutating func release() {
        removeAll()
        guard capacity > 0 else { return }
        unsafe free(block)
        unsafe block = nil
        capacity = 0
    }
}
