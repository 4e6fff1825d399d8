// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel

/// Which manifest each device is for: `/run/loopwright/manifests/DISKSEQ` holds the path of the one that asked for it
/// last.
///
/// It tells a store that has left this manifest from one that another manifest keeps. As with the links' records, a
/// disk sequence is never given out twice in one boot, and the folder lies in memory. Where a device is in none of the
/// files nobody prunes it.
struct DeviceOrigins {
    /// The manifest of this run.
    private let manifest: String
    private let folder: String

    init(manifest: String, folder: String = ProgramLock.folder + "/manifests") {
        self.manifest = manifest
        self.folder = folder
    }

    /// Whether this manifest was the last that asked for the device.
    func isOwn(_ disk: DiskSequence) -> Bool { Tree.text(path(disk)) == manifest }

    /// Notes that this manifest asks for the device; where that is known already nothing is written.
    func note(_ disk: DiskSequence) throws(SyscallFailure) {
        guard !isOwn(disk) else { return }
        try Tree.makeFolder(folder)
        try Tree.replace(path(disk), with: manifest, temporary: folder + "/.\(disk).new")
    }

    /// Forgets a device that is gone.
    func forget(_ disk: DiskSequence) throws(SyscallFailure) { try Tree.remove(path(disk)) }

    /// Forgets all other devices, and what a command that was killed left of a note.
    ///
    /// Callers hold the ProgramLock.
    func forgetAll(besides disks: Set<DiskSequence>) throws(SyscallFailure) {
        for name in Tree.names(in: folder) ?? [] {
            if let disk = UInt64(name), disks.contains(DiskSequence(disk)) { continue }
            try Tree.remove(folder + "/" + name)
        }
    }

    private func path(_ disk: DiskSequence) -> String { "\(folder)/\(disk)" }
}
