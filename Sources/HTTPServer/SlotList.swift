/// Slots of connections in the order in which they were put in: a list linked through arrays, so that moving one
/// costs a few stores and no allocation.
struct SlotList {
    private struct Links {
        var previous: Int32 = SlotList.none
        var next: Int32 = SlotList.none
        var isMember = false
    }

    private static let none: Int32 = -1
    private var links: [Links] = []
    private var head = SlotList.none
    private var tail = SlotList.none

    /// The slot that was put in before all others.
    var oldest: Int? { head == Self.none ? nil : Int(head) }

    /// Puts a slot at the end, wherever it was.
    mutating func append(_ slot: Int) {
        guard tail != Int32(slot) else { return }
        remove(slot)
        while links.count <= slot { links.append(Links()) }
        links[slot] = Links(previous: tail, next: Self.none, isMember: true)
        if tail == Self.none { head = Int32(slot) } else { links[Int(tail)].next = Int32(slot) }
        tail = Int32(slot)
    }

    /// Takes a slot out, if it is in.
    mutating func remove(_ slot: Int) {
        guard slot < links.count, links[slot].isMember else { return }
        let link = links[slot]
        if link.previous == Self.none { head = link.next } else { links[Int(link.previous)].next = link.next }
        if link.next == Self.none {
            tail = link.previous
        } else {
            links[Int(link.next)].previous = link.previous
        }
        links[slot] = Links()
    }
}
