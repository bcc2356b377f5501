import HTTPServer
import Testing

/// One limit: a request that just keeps it, and the same with one more.
struct LimitCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let limits: Limits
    let atLimit: String
    let pastLimit: String
    let status: Int

    init(
        _ name: String, _ status: Int, set: (inout Limits) -> Void, _ request: (_ extra: Int) -> String
    ) {
        testDescription = name
        var limits = Limits()
        set(&limits)
        self.limits = limits
        self.status = status
        atLimit = request(0)
        pastLimit = request(1)
    }
}

@Suite struct LimitTests {
    private static let chunkedHead = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func text(_ count: Int) -> String { String(repeating: "a", count: count) }

    static let cases: [LimitCase] = [
        LimitCase("target bytes", 414, set: { $0.targetBytesMax = 40 }) { extra in
            "GET /?\(text(38 + extra)) HTTP/1.1\r\nHost: a\r\n\r\n"
        },
        LimitCase("header section bytes", 431, set: { $0.headerBytesMax = 60 }) { extra in
            "GET / HTTP/1.1\r\nHost: a\r\nX: \(text(44 + extra))\r\n\r\n"
        },
        LimitCase("header fields", 431, set: { $0.headerFieldsMax = 5 }) { extra in
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 4 + extra) + "\r\n"
        },
        LimitCase("body bytes by length", 413, set: { $0.bodyBytesMax = 10 }) { extra in
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(10 + extra)\r\n\r\n\(text(10 + extra))"
        },
        LimitCase("body bytes by chunks", 413, set: { $0.bodyBytesMax = 10 }) { extra in
            chunkedHead + "5\r\nhello\r\n\(5 + extra)\r\n\(text(5 + extra))\r\n0\r\n\r\n"
        },
        LimitCase("chunk extension bytes", 400, set: { $0.chunkExtensionBytesMax = 20 }) { extra in
            chunkedHead + "5;\(text(9))\r\nhello\r\n0;\(text(9 + extra))\r\n\r\n"
        },
        LimitCase("chunk size digits", 400, set: { _ in }) { extra in
            chunkedHead + String(repeating: "0", count: 14 + extra) + "5\r\nhello\r\n0\r\n\r\n"
        },
        LimitCase("trailer bytes", 431, set: { $0.trailerBytesMax = 20 }) { extra in
            chunkedHead + "0\r\nX: \(text(13 + extra))\r\n\r\n"
        },
        LimitCase("empty lines", 400, set: { _ in }) { extra in
            String(repeating: "\r\n", count: 2 + extra) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        },
        LimitCase("method bytes", 501, set: { _ in }) { extra in
            // The longest method that is known; a longer one is not, by definition.
            (extra == 0 ? "OPTIONS" : "OPTIONSX") + " / HTTP/1.1\r\nHost: a\r\n\r\n"
        },
    ]

    @Test(arguments: cases)
    func `a request at the limit is answered and one past it is refused`(row: LimitCase) throws {
        for way in waysToSend(Array(row.atLimit.utf8)) {
            let (answers, isClosed) = try answers(to: way, limits: row.limits)
            #expect(answers.map { $0.status / 100 } == [2] && !isClosed)
        }
        for way in waysToSend(Array(row.pastLimit.utf8)) {
            let (answers, isClosed) = try answers(to: way, limits: row.limits)
            #expect(answers.map(\.status) == [row.status] && isClosed)
        }
    }

    @Test func `the default limits hold`() throws {
        let limits = Limits()
        let target = "/?" + Self.text(limits.targetBytesMax - 2)
        let fields = (1..<limits.headerFieldsMax).map { "X-\($0): y\r\n" }.joined()
        let request = "GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
        #expect(try answers(to: [Array(request.utf8)]).answers.map(\.status) == [200])
        let body = Self.text(limits.bodyBytesMax)
        let post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        #expect(try answers(to: [Array(post.utf8)]).answers.map(\.body) == [body])
        let long = "GET / HTTP/1.1\r\nHost: a\r\nX: \(Self.text(limits.headerBytesMax))"
        #expect(try answers(to: [Array(long.utf8)]).answers.map(\.status) == [431])
    }

    @Test(arguments: [0, 1_000])
    func `a connection carries as many requests as it may, or any number`(most: Int) throws {
        var limits = Limits()
        #expect(limits.requestsPerConnectionMax == 1_000)
        limits.requestsPerConnectionMax = most
        let get = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let (answers, isClosed) = try answers(to: Array(repeating: get, count: 1_200), limits: limits)
        #expect(answers.count == (most == 0 ? 1_200 : 1_000))
        #expect(isClosed == (most != 0))
        #expect(answers.last?.fields["connection"] == (most == 0 ? nil : "close"))
        #expect(answers.dropLast().allSatisfy { $0.fields["connection"] == nil })
    }

    @Test func `the last request of a connection says so`() throws {
        var limits = Limits()
        limits.requestsPerConnectionMax = 2
        let get = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let (answers, isClosed) = try answers(to: [get + get + get], limits: limits)
        #expect(answers.map { $0.fields["connection"] } == [nil, "close"])
        #expect(isClosed)
    }
}
