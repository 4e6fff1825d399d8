// SPDX-License-Identifier: MIT

import CLinux

/// The lock that keeps two of these programs from changing the machine at the same time.
package struct ProgramLock: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    package static let folder = "/run/loopwright"

    /// The lock, or nil while another process has it.
    package static func tryTake(in folder: String = folder) throws(SyscallFailure) -> ProgramLock? {
        let descriptor = try openFile(in: folder)
        guard try FileLock.tryTake(.exclusive, on: descriptor) else { return nil }
        try descriptor.signIn()
        return ProgramLock(descriptor: descriptor)
    }

    /// Waits for the lock for as long as it takes; `whileWaiting` is told of each holder once.
    ///
    /// The holder's process is nil for the moment in which it has not signed in yet.
    package static func take(
        in folder: String = folder, whileWaiting: (_ holder: Int32?) -> Void
    ) throws(SyscallFailure) -> ProgramLock {
        let descriptor = try openFile(in: folder)
        var told: Int32??
        while try !FileLock.tryTake(.exclusive, on: descriptor) {
            let holder = try descriptor.signedIn()
            if told != .some(holder) { whileWaiting(holder) }
            told = .some(holder)
            Patience.sleep(.milliseconds(50))
        }
        try descriptor.signIn()
        return ProgramLock(descriptor: descriptor)
    }

    private static func openFile(in folder: String) throws(SyscallFailure) -> OwnedDescriptor {
        try Tree.makeFolder(folder)
        return try OwnedDescriptor.open(folder + "/lock", [.readWrite, .create, .noFollow], permissions: 0o644)
    }
}

extension OwnedDescriptor {
    /// Writes the process and its name in place of the holder's before, for those who wait and for administrators.
    fileprivate func signIn() throws(SyscallFailure) {
        let process = clinux_process()
        try check(clinux_truncate(raw, 0), .ftruncate, "clear '\(path)'")
        try write(Array("\(process) \(ProcessName.of(process) ?? "")\n".utf8), at: 0)
    }

    fileprivate func signedIn() throws(SyscallFailure) -> Int32? {
        let text = String(decoding: try read(at: 0, count: 64), as: UTF8.self)
        return text.split(separator: " ").first.flatMap { Int32($0) }
    }
}
