import Engine
import Model

/// Shows how far long work has come, on standard error: a line that is written over on a terminal, a line now
/// and then in a log.
final class ProgressLine {
    private static let screenMilliseconds: Int64 = 100
    private static let logMilliseconds: Int64 = 5_000

    private let isOnScreen: Bool
    private let clock: any WallClock
    private let write: (String) -> Void
    private var shownAt: Instant?
    private var startedAt: Instant
    private var startedDone: Int64 = 0
    private var phase = ""
    private var widthShown = 0

    init(
        isOnScreen: Bool = Terminal.isErrorOnScreen, clock: any WallClock = SystemClock(),
        write: @escaping (String) -> Void = { Terminal.write($0, to: 2) }
    ) {
        self.isOnScreen = isOnScreen
        self.clock = clock
        self.write = write
        startedAt = clock.now()
    }

    /// Takes note of progress, and shows it if that is due.
    func report(_ progress: AdministrationProgress) {
        let now = clock.now()
        if progress.phase != phase {
            phase = progress.phase
            startedAt = now
            startedDone = 0
            shownAt = isOnScreen ? nil : now
        }
        let interval = isOnScreen ? Self.screenMilliseconds : Self.logMilliseconds
        let isDone = progress.total == progress.done && isOnScreen
        if let shownAt, now.milliseconds(since: shownAt) < interval, !isDone { return }
        shownAt = now
        show(Self.text(progress, milliseconds: now.milliseconds(since: startedAt)))
    }

    /// Leaves the terminal with a clean line.
    func finish() {
        guard isOnScreen, widthShown > 0 else { return }
        write("\r" + String(repeating: " ", count: widthShown) + "\r")
        widthShown = 0
    }

    private func show(_ text: String) {
        guard isOnScreen else { return write(text + "\n") }
        let padding = String(repeating: " ", count: max(0, widthShown - text.count))
        write("\r" + text + padding)
        widthShown = text.count
    }

    /// `importing: 12000 of 69659 rows (17 %), 51000/s`.
    static func text(_ progress: AdministrationProgress, milliseconds: Int64) -> String {
        var text = "\(progress.phase): \(progress.done)"
        if let total = progress.total {
            text += " of \(total) \(progress.unit)"
            let percent = total > 0 ? Int128(progress.done) * 100 / Int128(total) : 100
            text += " (\(percent) %)"
        } else {
            text += " \(progress.unit)"
        }
        if milliseconds > 0 { text += ", \(Int128(progress.done) * 1_000 / Int128(milliseconds))/s" }
        return text
    }
}
