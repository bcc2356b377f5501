import Glibc

/// What the system says about this process, read from `/proc` (proc(5)).
struct ProcessReading {
    /// Memory of its own, in bytes: what no file stands behind.
    let anonymousBytes: Int64
    /// All memory that is in RAM, the database's mapped pages included.
    let residentBytes: Int64
    /// All address space.
    let virtualBytes: Int64
    /// Time on processors, in nanoseconds.
    let processorNanoseconds: Int64
    /// When it started, in seconds since 1970.
    let startedAt: Int64
    let openDescriptors: Int64
    let descriptorsMax: Int64

    /// Reads it now; what the system does not say is 0.
    init() {
        let status = Self.lines(of: "/proc/self/status")
        anonymousBytes = Self.kilobytes("RssAnon:", in: status) * 1_024
        residentBytes = Self.kilobytes("VmRSS:", in: status) * 1_024
        virtualBytes = Self.kilobytes("VmSize:", in: status) * 1_024
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        processorNanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        startedAt = Self.start()
        openDescriptors = Self.countDescriptors()
        var limit = rlimit()
        let code = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        descriptorsMax = code == 0 ? Int64(clamping: limit.rlim_cur) : 0
    }

    private static func kilobytes(_ name: String, in lines: [Substring]) -> Int64 {
        let line = lines.first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap {
            Int64($0)
        } ?? 0
    }

    /// The 22nd field of `/proc/self/stat` is the start in clock ticks after boot; the boot is `btime` of `/proc/stat`.
    private static func start() -> Int64 {
        let fields =
            lines(of: "/proc/self/stat").first?.split(separator: ")").last?.split(separator: " ") ?? []
        // The name in parentheses is the second field, so the first after it is the third.
        let ticks = fields.count > 19 ? Int64(fields[19]) ?? 0 : 0
        let boot = lines(of: "/proc/stat").first { $0.hasPrefix("btime ") }?.split(separator: " ").last
        let perSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))
        return (boot.flatMap { Int64($0) } ?? 0) + ticks / max(1, perSecond)
    }

    private static func countDescriptors() -> Int64 {
        guard let directory = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(directory) }
        // `.`, `..` and the descriptor that reads the directory are none of them.
        var count: Int64 = -3
        while unsafe readdir(directory) != nil { count += 1 }
        return max(0, count)
    }

    private static func lines(of path: String) -> [Substring] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}

/// Bytes of files, and room beside them.
enum FileReading {
    /// How long a file is; 0 for one that is not there.
    static func bytes(of path: String) -> Int64 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Bytes that this process may still write where a file is; nil where the system does not say.
    static func room(beside path: String) -> Int64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return Int64(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
                .partialValue)
    }
}
