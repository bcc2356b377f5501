@testable import HTTPServer

/// The reader of requests: wherever the bytes are split, the same requests and the same refusal come of them.
enum RequestTarget {
    /// Limits that a few bytes can reach, and the usual ones.
    private static let limits: [Limits] = {
        var small = Limits()
        small.targetBytesMax = 24
        small.headerBytesMax = 96
        small.headerFieldsMax = 5
        small.bodyBytesMax = 32
        small.chunkExtensionBytesMax = 12
        small.trailerBytesMax = 24
        return [Limits(), small]
    }()

    /// The first byte chooses the limits, the second the size of the pieces; the rest is what a peer sends.
    @Sendable static func check(_ input: [UInt8]) {
        guard input.count > 2 else { return }
        let limits = limits[Int(input[0]) % 2]
        // An offence may be noticed with the line that holds it: the end of a head makes sure that it is.
        let bytes = Array(input[2...]) + Array("\r\n\r\n".utf8)
        let whole = events(of: [bytes], limits)
        let size = Int(input[1]) % 64 + 1
        let pieces = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        let split = events(of: pieces, limits)
        must(whole == split, "whole: \(whole)\nin pieces of \(size): \(split)")
    }

    /// What came of the bytes, as text.
    private static func events(of pieces: [[UInt8]], _ limits: Limits) -> [String] {
        var reader = RequestReader()
        var events: [String] = []
        let request = Request()
        for piece in pieces {
            var used = 0
            while used < piece.count {
                let outcome = unsafe piece[used...].withUnsafeBytes {
                    unsafe reader.receive($0, into: request, limits: limits)
                }
                switch outcome {
                case .incomplete, .awaitsBody:
                    used = piece.count
                case .request(let taken):
                    must(taken >= 0 && taken <= piece.count - used, "a request used \(taken) bytes")
                    used += taken
                    events.append(describe(request))
                    reader.finish()
                case .refused(let error):
                    must(error.status.code >= 400, "refused with \(error.status.code)")
                    return events + ["\(error.status.code) \(error.code) \(error.detail)"]
                }
                must(reader.keptBytes < 8 * 1_024 * 1_024, "keeps \(reader.keptBytes) bytes")
            }
        }
        return events
    }

    /// All that a handler may ask of a request.
    private static func describe(_ request: Request) -> String {
        let path = (try? request.pathSegments()).map { "\($0)" } ?? "no path"
        let query = (try? request.queryItems()).map { "\($0.map { [$0.name, $0.value] })" } ?? "no query"
        let names: [HeaderName] = [.host, .apiKey, .authorization, .idempotencyKey, .origin, .contentType]
        let fields = names.map { "\(request.header($0) ?? "-") \(request.headerCount($0))" }
        return
            "\(request.method) \(request.rawTarget) \(path) \(query) \(fields) \(request.hasBody) \(request.body)"
    }
}
