// loyalty is the program: its command line, its configuration, the demo, and the start and stop of the
// service. What it does to the books is the engine's; where a server runs, the same operations reach it over
// the control socket.

import Engine
import Glibc
import HTTPServer
import Store

/// Reads the words of the command line, runs what they ask for, and says what went wrong.
func runCommandLine(_ words: [String], environment: [String: String]) -> Int32 {
    do {
        switch try ArgumentParser(commands: Commands.all).read(words, environment: environment) {
        case .help(let path):
            Terminal.out(Help.text(on: path, among: Commands.all))
            return ExitCode.success
        case .run(var invocation):
            if let file = invocation.given[Option.config.name] {
                invocation.configured = try ConfigurationFile.read(file.text, options: Settings.all)
            }
            return try invocation.command.run(invocation)
        }
    } catch let error as UsageError {
        Terminal.error("loyalty: \(error)")
        return ExitCode.usage
    } catch let error as StoreError {
        Terminal.error("loyalty: \(error.message)")
        return ExitCode.failure
    } catch {
        Terminal.error("loyalty: \(error)")
        return ExitCode.failure
    }
}

StandardFiles.open()
exit(runCommandLine(Array(CommandLine.arguments.dropFirst()), environment: Environment.all()))
