import Engine
import Model
import Store

/// Makes the demo's database by living through its eighteen months with a clock of its own.
enum DemoDatabase {
    /// The setting that says that a database is a finished demo.
    private static let marker = "demo"

    /// Makes the database under another name and moves it into place once it is whole, so that an interrupted
    /// start leaves nothing half done.
    static func make(at path: String, now: Instant, progress: (AdministrationProgress) -> Void) throws {
        let making = path + ".making"
        let remains = ["", "-wal", "-shm", ".lock"].map { making + $0 }
        Files.remove(remains)
        try live(at: making, secrets: try Secrets.loadOrMake(beside: path), now: now, progress)
        guard Files.move(making, to: path) else { throw FileError("cannot make \(path)") }
        Files.remove(remains)
    }

    /// Refuses a database that is anything but a finished demo.
    static func check(_ path: String) throws {
        let connection = try Connection(path: path, access: .readOnly)
        let mark = try? connection.setting(marker)
        guard mark != nil else {
            throw FileError("\(path) is not a demo's database; give another one to --database")
        }
    }

    private static func live(
        at path: String, secrets: Secrets, now: Instant, _ progress: (AdministrationProgress) -> Void
    ) throws {
        let first = try PublishProgramme.check(DemoProgramme.first())
        let today = first.zone.localDate(at: now)
        let second = try DemoProgramme.second(today: today)
        let programme = try PublishProgramme.check(second)
        var story = DemoStory(
            DemoPurchases.all(lastDay: today.adding(days: -1), currency: programme.currency),
            programme: programme)
        let clock = ManualClock(programme.zone.startOfDay(story.firstDay.adding(days: -30)))
        let store = try Store(path: path, now: clock.now())
        defer { store.close() }
        let engine = try Engine(store: store, secrets: secrets, clock: clock)
        _ = try PublishProgramme.run(DemoProgramme.first(), by: .commandLine, on: engine)
        let book = try engine.book(brand: programme.brand, mode: .live, for: "cannot make the demo")
        let administration = DemoAdministration(engine: engine, book: book, document: second)
        try tell(&story, administration, clock, progress)
        clock.set(now)
        _ = try run(story.finale, in: book, on: engine)
        try administration.draft()
        try administration.playInSandbox()
        try settle(book, on: engine)
        try store.writeAndWait { .keep(try $0.keepSetting(marker, Version.text)) }
    }

    /// Lives through the story, day by day.
    private static func tell(
        _ story: inout DemoStory, _ administration: DemoAdministration, _ clock: ManualClock,
        _ progress: (AdministrationProgress) -> Void
    ) throws {
        let zone = story.zone
        let days = story.lastDay.days(since: story.firstDay) + 1
        var webShop: Int64?
        for day in 0..<days {
            let date = story.firstDay.adding(days: day)
            let evening = 20 * 60 + day * 37 % 180
            clock.set(zone.startOfDay(date).adding(seconds: evening * 60))
            if day == DemoProgramme.secondPublishedAfterDays { try administration.publish() }
            if day == days / 2 { webShop = try administration.makeKey() }
            if day == days - 30, let webShop { try administration.endKey(webShop) }
            let actions = story.actions[date.dayNumber] ?? []
            for follow in try run(actions, in: administration.book, on: administration.engine) {
                story.add(follow.action, on: date.adding(days: max(1, follow.afterDays)))
            }
            progress(
                AdministrationProgress(phase: "making the demo", done: day + 1, total: days, unit: "days"))
        }
    }

    /// One day in one transaction; what a rule refuses just does not happen.
    private static func run(
        _ actions: [DemoAction], in book: Book, on engine: Engine
    ) throws -> [DemoAction.FollowUp] {
        guard !actions.isEmpty else { return [] }
        return try engine.performAndWait(WriteRequest(book: book, actor: Actor("demo"))) { context in
            let connection = context.transaction.connection
            var follows: [DemoAction.FollowUp] = []
            for action in actions {
                let noted = context.transaction.entryCount
                try connection.run("SAVEPOINT demo_action")
                do {
                    if let follow = try action.run(in: context) { follows.append(follow) }
                } catch is Refusal {
                    try connection.run("ROLLBACK TO demo_action")
                    context.transaction.forgetEntries(after: noted)
                }
                try connection.run("RELEASE demo_action")
            }
            return follows
        }
    }

    /// Writes what has fallen due by now, so that the first reads find everything settled.
    private static func settle(_ book: Book, on engine: Engine) throws {
        let reader = engine.store.makeFreshReader()
        let now = engine.now(in: book)
        while true {
            let due = try reader.readFresh { connection, _ in
                try connection.dueWallets(by: now, in: book.number, limit: 500)
            }
            guard !due.isEmpty else { return }
            try engine.performAndWait(WriteRequest(book: book, actor: .service)) { context in
                for customer in due { try Settle.run(customer, in: context) }
            }
        }
    }
}
