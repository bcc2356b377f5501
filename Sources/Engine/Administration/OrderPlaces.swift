import Model
import Store

/// Where the good rows of an order file stand, and whose they are: some sixty bytes a row.
///
/// They are written customer by customer, as the database keeps customers: the pages of one are then read and written
/// once for all of the file's orders and not for each. Two of a million 64-bit hashes with a seed of this process meet
/// once in thirty million files.
struct OrderPlaces {
    /// One row of the file.
    struct Place {
        let line: Int
        let offset: Int64
        let length: Int32
        /// Whose it is, as a place among ``turns``.
        fileprivate let customer: Int32
    }

    /// When a customer's rows have their turn.
    enum Turn: Comparable {
        /// First, and among themselves as the file has them: friends whose referral is open. Of these the referrer's cap
        /// may reward some and not others.
        case friend
        /// By the books' own number; one who was merged has the number of who goes on.
        case known(Int64)
        /// Last, by their first row in the file.
        case new(Int32)
    }

    private var places: [Place] = []
    private var turns: [Turn] = []
    /// By hash of a customer's id the place among ``turns``.
    private var customers: [Int: Int32] = [:]
    /// By hash of an order's id its first row, as a place among ``places``.
    private var orders: [Int: Int32] = [:]

    /// What came of noting a row.
    enum Noted {
        /// The first row of its customer.
        case ofNewCustomer
        case ofKnownCustomer
        /// An earlier line gives the order to somebody else.
        case ofAnother(line: Int)
    }

    /// Notes a row. Until ``set(_:of:)`` says otherwise its customer is one whom the books do not know.
    mutating func note(_ order: OrderID, of customer: CustomerID, at record: CSVRecord) -> Noted {
        let key = order.text.hashValue
        if let first = orders[key].map({ places[Int($0)] }) {
            guard first.customer == customers[customer.text.hashValue] else {
                return .ofAnother(line: first.line)
            }
        } else {
            orders[key] = Int32(places.count)
        }
        let found = index(of: customer)
        places.append(
            Place(
                line: record.line, offset: record.bytes.lowerBound,
                length: Int32(clamping: record.bytes.count), customer: found.index))
        return found.isNew ? .ofNewCustomer : .ofKnownCustomer
    }

    /// Sets when a customer of the file has their turn.
    mutating func set(_ turn: Turn, of customer: CustomerID) { turns[Int(index(of: customer).index)] = turn }

    /// The rows as they are to be written: those of one turn as the file has them.
    func inWritingOrder(leavingOut badLines: Set<Int>) -> [Place] {
        var order = badLines.isEmpty ? places : places.filter { !badLines.contains($0.line) }
        order.sort { (turns[Int($0.customer)], $0.line) < (turns[Int($1.customer)], $1.line) }
        return order
    }

    private mutating func index(of customer: CustomerID) -> (index: Int32, isNew: Bool) {
        let key = customer.text.hashValue
        if let index = customers[key] { return (index, false) }
        let index = Int32(turns.count)
        customers[key] = index
        turns.append(.new(index))
        return (index, true)
    }
}

extension Connection {
    /// When the rows of a customer have their turn; nil for one whom the books do not know.
    func turn(of customer: CustomerID, in book: BookNumber) throws -> OrderPlaces.Turn? {
        guard let number = try customerNumber(customer, in: book) else { return nil }
        switch try referral(ofFriend: number, in: book)?.state {
        case .signedUp, .qualified: return .friend
        case .invited, .rewarded, .rejected, nil: return .known(number.number)
        }
    }
}
