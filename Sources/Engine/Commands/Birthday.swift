import Model
import Store

/// Coins on a customer's birthday, at the start of its local day and once a calendar year, whatever is entered or
/// changed meanwhile. 29 February counts on the 28th in other years.
enum Birthday {
    /// Whether a programme pays anything on birthdays by itself.
    static func isPaid(by programme: Programme) -> Bool {
        trigger(of: programme) != nil || programme.tiers?.levels.contains { $0.birthdayBonus > 0 } == true
    }

    /// The local day on which a birthday falls in a year.
    static func day(of birthday: LocalDate, in year: Int) -> LocalDate {
        LocalDate(year: year, month: birthday.month, day: birthday.day)
            ?? LocalDate(year: year, month: 2, day: 28) ?? birthday
    }

    /// Finds when the next birthday of a customer falls due: today's counts, unless this year's is paid.
    static func plan(_ customer: Customer, in context: CommandContext) throws {
        let (connection, book) = (context.connection, context.book.number)
        let known = try connection.birthdayDue(of: customer.number, in: book)
        guard let birthday = customer.birthday else {
            if var known, known.nextAt != .never {
                known.nextAt = .never
                try context.transaction.put(known, of: customer.number, in: book)
            }
            return
        }
        let today = context.zone.localDate(at: context.now)
        let isOver = day(of: birthday, in: today.year) < today || known?.paidYear == today.year
        let next = day(of: birthday, in: today.year + (isOver ? 1 : 0))
        let due = BirthdayDue(nextAt: context.zone.startOfDay(next), paidYear: known?.paidYear ?? 0)
        guard due != known else { return }
        try context.transaction.put(due, of: customer.number, in: book)
        var wallet = try context.open(.coins, of: customer.number)
        try wallet.falls(dueAt: due.nextAt)
    }

    /// Pays the birthday that falls due at an instant, by the programme of today; the next is a year later.
    static func pay(_ number: CustomerNumber, at instant: Instant, in context: CommandContext) throws {
        let book = context.book.number
        let known = try context.connection.birthdayDue(of: number, in: book)
        guard var due = known, let customer = try context.connection.customer(number, in: book) else {
            return
        }
        let year = context.zone.localDate(at: instant).year
        due.nextAt =
            customer.birthday.map { context.zone.startOfDay(day(of: $0, in: year + 1)) } ?? .never
        try context.transaction.put(due, of: number, in: book)
        guard customer.birthday != nil, due.paidYear != year else { return }
        let occurredAt = max(instant, customer.createdAt)
        if let trigger = trigger(of: context.programme) {
            let input = FireTrigger.Input(
                trigger: trigger.id, customer: customer.id, occurredAt: occurredAt, isTrusted: true,
                actor: .service)
            _ = try FireTrigger.fire(input, customer: customer, in: context)
        } else if let tier = try context.snapshot.tierForEarning(of: customer, at: occurredAt),
            tier.birthdayBonus > 0
        {
            let trace = Trace(.birthday).adding("tier", tier.id.text).adding("coins", tier.birthdayBonus)
            let entry = try context.awardOrRecord(
                tier.birthdayBonus, to: number, at: occurredAt, reason: "birthday",
                source: Source(.tier, tier.id.text), trace: trace)
            if entry != nil { try notePaid(number, year: year, in: context) }
        }
    }

    /// Notes that a calendar year's birthday is paid.
    static func notePaid(_ customer: CustomerNumber, year: Int, in context: CommandContext) throws {
        let book = context.book.number
        var due =
            try context.connection.birthdayDue(of: customer, in: book)
            ?? BirthdayDue(nextAt: .never, paidYear: 0)
        due.paidYear = year
        try context.transaction.put(due, of: customer, in: book)
    }

    private static func trigger(of programme: Programme) -> Trigger? {
        programme.triggers.first { $0.kind == .birthday && $0.isAutomatic && $0.isActive }
    }
}
