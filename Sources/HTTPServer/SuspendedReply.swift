import Synchronization

/// An answer that comes later, from any thread, exactly once.
///
/// Answering twice, and dropping it unanswered, stop the process with a message. It is no error that the
/// connection, or the server, has gone away meanwhile.
package final class SuspendedReply: Sendable {
    private let mailbox: Mailbox
    private let connection: ConnectionID
    private let isAnswered = Atomic(false)

    init(mailbox: Mailbox, connection: ConnectionID) {
        self.mailbox = mailbox
        self.connection = connection
    }

    deinit {
        if !isAnswered.load(ordering: .relaxed) {
            fatalError("a SuspendedReply was dropped without an answer")
        }
    }

    /// Sends the answer through the loop's mailbox; the loop writes it on its own thread.
    package func send(_ response: Response) {
        guard !isAnswered.exchange(true, ordering: .relaxed) else {
            fatalError("a SuspendedReply was answered twice")
        }
        mailbox.post(Delivery(connection: connection, response: response))
    }
}
