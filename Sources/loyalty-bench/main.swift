// loyalty-bench makes databases of any size and measures the service beside the machine's own limits. Its figures are
// ratios within one run; nothing here ever fails a build on time.

import Foundation

let usage = """
    Usage: loyalty-bench COMMAND [--option VALUE …]

      make     Makes a database of customers with histories, through the engine's own commands.
                 --database FILE  --customers N (100000)  --entries N each (20)
               Prints the read key, write key and brand as shell assignments.
      tokens   Prints a wrk script (Lua) that asks for wallet screens of random customers, each with its own token.
                 --database FILE  --customers N (10000)  --read-key KEY  --screen NAME (wallet)
      writes   Drives durable awards over HTTP and prints acknowledged writes per second.
                 --port N  --write-key KEY  --clients N (64)  --seconds N (10)  --customers N (100000)
      reads    Reads the facts of random customers' screens on one thread, without HTTP.
                 --database FILE  --customers N (100000)  --seconds N (5)  --screen NAME (wallet)
      one-by-one  The same award as writes, without HTTP, each in a transaction of its own.
                 --database FILE  --customers N (100000)  --seconds N (10)
      awards   The same award as writes, without HTTP, many in one transaction: for counting what one costs.
                 --database FILE  --customers N (100000)  --awards N (10000)  --batch N a transaction (64)
      import-orders  Imports a file of made orders.
                 --database FILE  --customers N (100000)  --orders N (100000)
      what-if  Runs a draft over the orders of a database that `make` made, on two threads of low priority.
                 --database FILE  --months N (12)
      raw      One transaction per write with the same durability, in a plain SQLite loop on the same disk.
                 --directory DIR  --seconds N (10)  --batch N writes a transaction (1)  --customers N (100000)
                 --entries N each (20)
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
    case "tokens": try PrintTokens(options).run()
    case "writes": try DriveWrites(options).run()
    case "reads": try ColdReads(options).run()
    case "one-by-one": try OneByOne(options).run()
    case "awards": try Awards(options).run()
    case "import-orders": try ImportFile(options).run()
    case "what-if": try DriveWhatIf(options).run()
    case "raw": try RawWrites(options).run()
    case "drive": try Drive(options).run()
    default: throw BenchError(usage)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(2)
}
