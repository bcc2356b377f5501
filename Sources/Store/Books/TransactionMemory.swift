internal import Model

/// What the writer's connection remembers of the rows that it has read or written in its open transaction.
///
/// A command asks for its customer, the wallets and the standing many times over: before it settles, after it has, for its
/// receipt; and one batch may hold many commands of one customer. Nobody else writes to the database, so what this
/// transaction has read or written stays so until it writes it anew. Whatever is rolled back is forgotten, and so is
/// everything at the end of the transaction.
///
/// In debug builds each row that is answered from here is read as well, and must be the same: every test of every command
/// is a test of this, too.
final class TransactionMemory {
    /// The rows of one customer; an outer nil is "not read yet".
    final class CustomerRows {
        var customer: Customer??
        var coins: WalletRow??
        var credits: WalletRow??
        var standing: Standing??
        /// The number of its newest change.
        var standingChange: Int64?
        var merges: [StandingMerge]?

        func wallet(_ wallet: Wallet) -> WalletRow?? { wallet == .coins ? coins : credits }

        func set(_ wallet: Wallet, _ row: WalletRow?) {
            if wallet == .coins { coins = .some(row) } else { credits = .some(row) }
        }
    }

    private struct NamedCustomer: Hashable {
        let book: BookNumber
        let id: CustomerID
    }

    private var rows: [CustomerNumber: CustomerRows] = [:]
    private var named: [NamedCustomer: CustomerNumber] = [:]
    /// The number of the newest event of each book.
    var newestEvents: [BookNumber: Int64] = [:]
    /// The number of the newest kept answer.
    var newestAnswer: Int64?
    /// The number of the newest act in the audit log of each book.
    var newestActs: [BookNumber: Int64] = [:]

    /// What is remembered of a customer, to be read and added to.
    func rows(of customer: CustomerNumber) -> CustomerRows {
        if let known = rows[customer] { return known }
        if rows.count >= StoreLimits.rememberedCustomersMax { forget() }
        let new = CustomerRows()
        rows[customer] = new
        return new
    }

    /// The customer of an id, if it has been read.
    func customer(_ id: CustomerID, in book: BookNumber) -> Customer? {
        guard let number = named[NamedCustomer(book: book, id: id)] else { return nil }
        return rows[number]?.customer ?? nil
    }

    func remember(_ customer: Customer, in book: BookNumber) {
        rows(of: customer.number).customer = .some(customer)
        named[NamedCustomer(book: book, id: customer.id)] = customer.number
    }

    /// Forgets everything.
    func forget() {
        rows.removeAll(keepingCapacity: true)
        named.removeAll(keepingCapacity: true)
        newestEvents.removeAll(keepingCapacity: true)
        newestAnswer = nil
        newestActs.removeAll(keepingCapacity: true)
    }
}

extension Connection {
    /// What the open transaction remembers of a customer; nil where nothing is.
    func remembered(_ customer: CustomerNumber) -> TransactionMemory.CustomerRows? {
        memory?.rows(of: customer)
    }
}
