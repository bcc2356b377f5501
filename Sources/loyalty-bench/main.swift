// loyalty-bench makes databases of any size and measures the service beside the machine's own limits. Its figures are
// ratios within one run; nothing here ever fails a build on time.

import Foundation

let usage = """
    Usage: loyalty-bench COMMAND [--option VALUE …]

      make     Makes a database of customers with histories, through the engine's own commands.
                 --database FILE  --customers N (100000)  --entries N each (20)  --seed N (1)
               Prints the read key, server key and write key as shell assignments.
      compare  Measures the service beside nginx and plain SQLite in turns; prints medians and ratios beside the goals.
                 --database FILE that `make` made, which is written to (without it, one is made: --customers, --entries)
                 --only PART,…  --rounds N (3)  --seconds N a measurement (10)  --cores SERVER,CLIENTS (0,1)
                 --loyalty FILE (beside this program)  --directory DIR for what it makes  --orders N to import (200000)
                 --json
               Parts: \(Compare.parts.map { $0.name }.joined(separator: ", "))
      growth   Counts what a cold screen costs in two databases, in instructions (callgrind) and in SQLite's steps.
                 --databases SMALL,LARGE  --requests N (500)  --loyalty FILE
      tokens   Prints a wrk script (Lua) that asks for wallet screens of random customers, each with its own token.
                 --database FILE  --customers N (10000)  --read-key KEY  --screen NAME (wallet)
      writes   Drives durable awards over HTTP and prints acknowledged writes per second.
                 --port N  --write-key KEY  --clients N (64)  --seconds N (10)  --customers N (100000)
      open-loop  Sends requests at a fixed rate and prints how long answers took from when each request was due.
                 --port N  --requests FILE of a path, and a token, a line  --rate N a second in all
                 --read-key KEY  --connections N (64)  --seconds N (10)
                 --awards N of the rate (0)  --write-key KEY  --customers N (100000)
      reads    Reads the facts of random customers' screens on one thread, without HTTP.
                 --database FILE  --customers N (100000)  --seconds N (5)  --screen NAME (wallet)
      one-by-one  The same award as writes, without HTTP, each in a transaction of its own.
                 --database FILE  --customers N (100000)  --seconds N (10)
      what-if  Runs a draft over the orders of a database that `make` made, on two threads of low priority.
                 --database FILE  --months N (12)
      raw      An entry and a wallet a write in a plain SQLite loop with the same durability, on the same disk.
                 --directory DIR, or --database FILE to keep  --seconds N (10)  --batch N writes a transaction (1)
                 --customers N (65536)  --entries N to fill it with first (0)
      constant-time  Tells whether comparing secrets takes longer the more of a guess is right.
                 --samples N (200000)
      drive    Runs commands that come as lines of JSON on standard input, and answers each on standard output; for the
               auditor, Tests/Auditor/audit.py.
                 --database FILE  --sync on|off (on)
    """

do {
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard let command = arguments.first else { throw BenchError(usage) }
    arguments.removeFirst()
    let options = try Options(arguments)
    switch command {
    case "make": try MakeData(options).run()
    case "compare": try Compare(options).run()
    case "growth": try Growth(options).run()
    case "open-loop": try OpenLoop(options).run()
    case "tokens": try PrintTokens(options).run()
    case "writes": try DriveWrites(options).run()
    case "reads": try ColdReads(options).run()
    case "one-by-one": try OneByOne(options).run()
    case "what-if": try DriveWhatIf(options).run()
    case "raw": try RawWrites(options).run()
    case "constant-time": try ConstantTime(options).run()
    case "drive": try Drive(options).run()
    default: throw BenchError(usage)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(2)
}
