internal import Model

/// A number over those parts of a customer's row that say whose coins are told: one bit of them that is another makes
/// the number another, too. It guards against damage, not against forgery, so it is FNV-1a and no digest.
enum CustomerCheck {
    static func value(id: String, number: Int64, mergedInto: Int64?) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in id.utf8 { add(byte) }
        for value in [number, mergedInto ?? 0] {
            for shift in stride(from: 0, to: 64, by: 8) {
                add(UInt8(truncatingIfNeeded: value >> Int64(shift)))
            }
        }
        return Int64(bitPattern: hash)
    }

    static func value(of customer: Customer) -> Int64 {
        value(
            id: customer.id.text, number: customer.number.number, mergedInto: customer.mergedInto?.number)
    }
}
