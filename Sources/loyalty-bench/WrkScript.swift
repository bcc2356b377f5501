/// A script for wrk (Lua) that has all its requests ready before the first is sent, and takes one at random each
/// time, so that making them costs nothing while it measures.
struct WrkScript {
    /// The words of each request, divided by single spaces; every line has as many as ``words``.
    var lines: [String]
    /// The Lua names of the words.
    var words: [String]
    /// The Lua expression that makes a request out of them.
    var request: String
    /// The Lua function that gives the next request; `requests` holds those that are ready.
    var next = "function request() return requests[math.random(#requests)] end"

    /// Screens of customers with their own tokens, so that every request is authenticated as an app's would be.
    ///
    /// - Parameter lines: a path and a token each.
    static func screens(_ lines: [String], readKey: String) -> WrkScript {
        WrkScript(
            lines: lines, words: ["path", "token"],
            request: """
                wrk.format("GET", path, {
                    ["Host"] = "bench", ["X-API-Key"] = "\(readKey)", ["Authorization"] = "Bearer " .. token })
                """)
    }

    /// The same, each with the entity tag that the client has.
    ///
    /// - Parameter lines: a path, a token and an entity tag each.
    static func screensKept(_ lines: [String], readKey: String) -> WrkScript {
        WrkScript(
            lines: lines, words: ["path", "token", "tag"],
            request: """
                wrk.format("GET", path, {
                    ["Host"] = "bench", ["X-API-Key"] = "\(readKey)", ["Authorization"] = "Bearer " .. token,
                    ["If-None-Match"] = tag })
                """)
    }

    /// As many requests in the same words, but all for one path, and with one entity tag where these have one: what the
    /// client does for each is the same.
    func asking(for path: String, tag: String) -> WrkScript {
        var script = self
        script.lines = lines.map { line in
            zip(words, line.split(separator: " ")).map { word, value in
                word == "path" ? path : word == "tag" ? tag : String(value)
            }.joined(separator: " ")
        }
        return script
    }

    /// Files, as anybody may have them.
    ///
    /// - Parameter lines: a path each, with the entity tag that the client has, or `-`.
    static func files(_ lines: [String]) -> WrkScript {
        WrkScript(
            lines: lines, words: ["path", "tag"],
            request: """
                wrk.format("GET", path, {
                    ["Host"] = "bench", ["If-None-Match"] = tag ~= "-" and tag or nil })
                """)
    }

    /// One request in ten is an award instead, to a random customer, under a key of its own.
    func mixedWithAwards(customers: Int, writeKey: String, run: String) -> WrkScript {
        var script = self
        let path = BenchRequest.awardPath("bench-\" .. math.random(\(BenchBrand.numbers(customers))) .. \"")
        script.next = """
            local awards = 0
            local headers = {
                ["Host"] = "bench", ["X-API-Key"] = "\(writeKey)", ["Content-Type"] = "application/json" }
            function request()
              if math.random(10) > 1 then return requests[math.random(#requests)] end
              awards = awards + 1
              headers["Idempotency-Key"] = "\(run)-" .. awards
              return wrk.format("POST", "\(path)", headers, [[\(BenchRequest.awardBody)]])
            end
            """
        return script
    }

    var text: String {
        let pattern = words.map { _ in "(%S+)" }.joined(separator: " ")
        // One long text: Lua keeps at most 65,536 constants in a function.
        return """
            local requests = {}
            local lines = [[
            \(lines.joined(separator: "\n"))
            ]]
            function init(args)
              math.randomseed(os.time())
              for \(words.joined(separator: ", ")) in lines:gmatch("\(pattern)") do
                requests[#requests + 1] = \(request)
              end
            end
            \(next)
            """
    }
}
