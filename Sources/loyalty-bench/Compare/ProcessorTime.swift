import Foundation

/// What a process has had of the processors.
enum ProcessorTime {
    /// Of all its threads, and of the processes that it started (proc_pid_schedstat: the first number).
    static func nanoseconds(of process: Int32) throws -> Double {
        var sum = 0.0
        let tasks = "/proc/\(process)/task"
        for task in try FileManager.default.contentsOfDirectory(atPath: tasks) {
            sum += words("\(tasks)/\(task)/schedstat").first ?? 0
            for child in words("\(tasks)/\(task)/children") { sum += try nanoseconds(of: Int32(child)) }
        }
        return sum
    }

    private static func words(_ path: String) -> [Double] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split { $0 == " " || $0 == "\n" }.compactMap { Double($0) }
    }
}
