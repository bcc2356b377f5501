import Glibc

/// Fresh random bytes from the kernel's generator, fit for keys.
///
/// getentropy(3) is getrandom(2) without short answers, for at most 256 bytes a call. A kernel that cannot
/// give randomness stops the process: no secret may be made without it.
package func randomBytes(_ count: Int) -> [UInt8] {
    let bytesPerCall = 256
    var bytes = [UInt8](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBytes { buffer in
        for start in stride(from: 0, to: count, by: bytesPerCall) {
            let end = min(start + bytesPerCall, count)
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end])
            let result = unsafe getentropy(part.baseAddress, part.count)
            invariant(result == 0, "getentropy failed with errno \(errno)")
        }
    }
    return bytes
}
