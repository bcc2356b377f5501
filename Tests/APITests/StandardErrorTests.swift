import Foundation
import Glibc
import Testing

@testable import API

/// The log makes nobody wait, whoever reads it or does not.
struct StandardErrorTests {
    private static let line = Array(#"{"event":"request_failed"}"#.utf8) + [0x0A]

    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    /// What a pipe holds now.
    private func contents(of descriptor: Int32) -> String {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += piece.prefix(count)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a full pipe drops lines, counts them, and is told of them when there is room`() throws {
        let ends = try makePipe()
        let target = StandardError(descriptor: ends.write)
        for _ in 0..<10_000 { target.write(Self.line) }
        let dropped = target.droppedLines
        #expect(dropped > 5_000, "the pipe takes 64 KiB")
        let held = contents(of: ends.read)
        #expect(held.split(separator: "\n").count == 10_000 - Int(dropped))
        target.write(Self.line)
        let after = contents(of: ends.read).split(separator: "\n")
        #expect(after.count == 2)
        #expect(after.first?.contains(#""event":"log_lines_dropped","lines":"\#(dropped)""#) == true)
        #expect(after.last.map(String.init) == #"{"event":"request_failed"}"#)
        close(ends.read)
        close(ends.write)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a line longer than a pipe takes at once is whole, or broken off and counted`() throws {
        let ends = try makePipe()
        let target = StandardError(descriptor: ends.write)
        let long = [UInt8](repeating: 0x61, count: 20_000) + [0x0A]
        for _ in 0..<10 { target.write(long) }
        let held = contents(of: ends.read).split(separator: "\n").map(\.count)
        #expect(held.dropLast().allSatisfy { $0 == 20_000 })
        #expect(target.droppedLines >= 6, "64 KiB have room for three")
        target.write(Self.line)
        let after = contents(of: ends.read)
        #expect(after.hasSuffix("{\"event\":\"request_failed\"}\n"))
        #expect(after.hasPrefix("\n") == (held.last != 20_000), "a line that was broken off is ended first")
        close(ends.read)
        close(ends.write)
    }

    @Test func `a descriptor that is closed drops everything`() throws {
        let ends = try makePipe()
        close(ends.read)
        close(ends.write)
        let target = StandardError(descriptor: ends.write)
        target.write(Self.line)
        #expect(target.droppedLines == 1)
    }
}
