import Engine
import Glibc

/// Why a file could not be read or written.
struct FileError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Small files, whole.
enum Files {
    /// What mkstemp(3) and mkdtemp(3) replace at the end of a name.
    static let templateEnd = String(repeating: "X", count: 6)

    /// A file's bytes; `-` is standard input.
    static func read(_ path: String, bytesMax: Int) throws(FileError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("cannot read \(path): \(describe(errno))") }
        defer { if path != "-" { _ = close(descriptor) } }
        var bytes: [UInt8] = []
        while true {
            let piece = try piece(of: descriptor, path)
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= bytesMax else { throw FileError("\(path) has more than \(bytesMax) bytes") }
        }
    }

    /// The next bytes of an open file; empty at the end.
    static func piece(of descriptor: Int32, _ path: String) throws(FileError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("cannot read \(path): \(describe(errno))") }
            return Array(buffer.prefix(count))
        }
    }

    /// Writes all bytes to an open file.
    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("cannot write \(path): \(describe(errno))") }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts a text in place whole: nobody ever sees half of it, and nobody else may read it.
    static func writeAtomically(_ text: String, to path: String) throws(FileError) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("cannot write \(path): \(describe(errno))") }
        defer { _ = close(descriptor) }
        try write(Array(text.utf8), to: descriptor, path)
        guard unsafe rename(temporary, path) == 0 else {
            throw FileError("cannot write \(path): \(describe(errno))")
        }
    }

    /// Whether something is there.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Gives a file another name, in place of whatever has it; answers whether that was possible.
    static func move(_ path: String, to other: String) -> Bool { unsafe rename(path, other) == 0 }

    /// Removes files; those that are not there are no error.
    static func remove(_ paths: [String]) {
        for path in paths { _ = unsafe unlink(path) }
    }
}

/// A file that an import reads from, at any place and as often as it likes.
final class FileSource: ImportSource {
    private let descriptor: Int32
    private let name: String
    let byteCount: Int64

    /// Takes over an open, regular file.
    init(descriptor: Int32, name: String) throws(FileError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw FileError("cannot read \(name): \(describe(errno))")
        }
        self.descriptor = descriptor
        self.name = name
        byteCount = Int64(status.st_size)
    }

    /// Opens a file; what cannot be read twice, such as a pipe, is first copied to a temporary file.
    static func opening(_ path: String) throws(FileError) -> FileSource {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("cannot read \(path): \(describe(errno))") }
        var status = stat()
        let isRegular = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        if isRegular { return try FileSource(descriptor: descriptor, name: path) }
        defer { _ = close(descriptor) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError("\(path) is a directory") }
        let copy = try temporary(in: "/tmp")
        while true {
            let piece = try Files.piece(of: descriptor, path)
            if piece.isEmpty { break }
            try Files.write(piece, to: copy, "/tmp")
        }
        return try FileSource(descriptor: copy, name: path)
    }

    /// A file without a name in a directory, gone with its descriptor.
    static func temporary(in directory: String) throws(FileError) -> Int32 {
        var template = Array("\(directory)/.loyalty-\(Files.templateEnd)".utf8CString)
        let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return Int32(-1) }
            let descriptor = unsafe mkstemp(start)
            if descriptor >= 0 { _ = unsafe unlink(start) }
            return descriptor
        }
        guard descriptor >= 0 else {
            throw FileError("cannot make a temporary file in \(directory): \(describe(errno))")
        }
        return descriptor
    }

    deinit { _ = close(descriptor) }

    func bytes(at offset: Int64, count: Int) throws(AdministrationError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        while true {
            let got = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, Int(offset))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw AdministrationError("cannot read \(name): \(describe(errno))") }
            buffer.removeLast(count - got)
            return buffer
        }
    }
}
