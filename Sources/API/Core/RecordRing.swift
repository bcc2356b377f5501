import Glibc

/// One block of memory in which records stand one after the other, in the order in which they were written; where there is
/// no more room, the oldest give way.
///
/// It is mapped in one piece and asked to be of large pages, because a run of bytes among ten thousand others costs more in
/// look-ups of its page's address than in reading it. Pages that were never written take no memory.
///
/// Safe by ownership: the block is this value's alone, and a place is where a record of a known size begins.
@safe struct RecordRing: ~Copyable {
    /// Where records begin: at multiples of this, a line of the processor's cache.
    static let unit = 64

    /// Bytes at the beginning that are left to small pages: as many as a large one has.
    private static let smallPagesBytes = 2 << 20

    /// A record's place, in units from the beginning.
    typealias Place = UInt32

    private let block: UnsafeMutableRawPointer
    private let capacity: Int
    /// Where the next record is written, and where the oldest one begins.
    private var next = 0
    private var oldest = 0
    /// Where the records of the former round end; nil when all are of one round, so that the oldest stands before `next`.
    private var end: Int?
    /// How many records there are.
    private(set) var count = 0
    /// Bytes of the records that there are.
    private(set) var bytes = 0

    /// Nil when the system gives no room for it.
    ///
    /// - Parameter capacity: Bytes; at least a unit.
    init?(capacity: Int) {
        self.capacity = Self.rounded(capacity - Self.unit + 1)
        precondition(self.capacity > 0, "a ring without room")
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let block = unsafe mmap(nil, self.capacity, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let block = unsafe block, unsafe block != MAP_FAILED else { return nil }
        unsafe self.block = unsafe block
        // Only a wish: a system without large pages keeps to small ones. The first records need none, because a large page
        // is cleared as a whole, and the first screen would wait for that.
        let large = self.capacity - Self.smallPagesBytes
        if large > 0 { unsafe _ = madvise(block + Self.smallPagesBytes, large, MADV_HUGEPAGE) }
    }

    deinit { unsafe munmap(block, capacity) }

    /// A size as a multiple of the unit, not below it.
    static func rounded(_ size: Int) -> Int { (size + unit - 1) & ~(unit - 1) }

    /// The record at a place; its first four bytes hold its size and are not to be changed.
    @unsafe func record(at place: Place) -> UnsafeMutableRawPointer { unsafe block + Int(place) * Self.unit }

    /// The size that a record has room for.
    func size(at place: Place) -> Int {
        precondition(Int(place) * Self.unit < capacity, "no place in this ring")
        return unsafe Int(record(at: place).load(as: UInt32.self))
    }

    /// Makes a record of a size, a multiple of the unit and no more than a quarter of all; calls with the place of each that
    /// gives way, before it does.
    mutating func make(size: Int, leaving: (Place) -> Void) -> Place {
        precondition(size > 0 && size % Self.unit == 0 && size <= capacity / 4, "no size for a record")
        while room < size {
            if end == nil, oldest > 0 || count == 0 {
                // The rest of the block is too short: the next round begins.
                end = next
                next = 0
                if count == 0 { (end, oldest) = (nil, 0) }
            } else {
                dropOldest(leaving)
            }
        }
        let place = Place(next / Self.unit)
        unsafe record(at: place).storeBytes(of: UInt32(size), as: UInt32.self)
        next += size
        count += 1
        bytes += size
        return place
    }

    /// Bytes in a row from `next` that no record stands in.
    private var room: Int { end == nil ? capacity - next : oldest - next }

    private mutating func dropOldest(_ leaving: (Place) -> Void) {
        let place = Place(oldest / Self.unit)
        let size = size(at: place)
        leaving(place)
        count -= 1
        bytes -= size
        oldest += size
        if oldest == end { (oldest, end) = (0, nil) }
    }
}
