// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightUdev

@Suite struct RulesFileTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        for name in ["/etc", "/usr", "/usr/lib"] {
            mkdir(folder.path + name, 0o755)
            mkdir(folder.path + name + "/udev", 0o755)
            mkdir(folder.path + name + "/udev/rules.d", 0o755)
        }
    }

    private func write(_ name: String, _ text: String) throws -> String {
        let path = folder.path + name
        try OwnedDescriptor.open(path, [.writeOnly, .create]).write(Array(text.utf8), at: 0)
        return path
    }

    @Test func findsTheFileThatUdevUses() throws {
        #expect(RulesFile.installed(root: folder.path) == nil)
        let packaged = try write("/usr/lib/udev/rules.d/65-loopwright.rules", "x")
        #expect(RulesFile.installed(root: folder.path) == packaged)
        let local = try write("/etc/udev/rules.d/65-loopwright.rules", "x")
        #expect(RulesFile.installed(root: folder.path) == local)
    }

    @Test func respectsAMask() throws {
        _ = try write("/usr/lib/udev/rules.d/65-loopwright.rules", "x")
        let mask = folder.path + "/etc/udev/rules.d/65-loopwright.rules"
        symlink("/dev/null", mask)
        #expect(RulesFile.installed(root: folder.path) == nil)
        unlink(mask)
        _ = try write("/etc/udev/rules.d/65-loopwright.rules", "")
        #expect(RulesFile.installed(root: folder.path) == nil)
    }

    @Test func knowsADaemonByItsSocket() throws {
        #expect(!UdevDaemon.isRunning(folder: folder.path))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array((folder.path + "/control").utf8)) }
        let listener = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        // A socket that a dead daemon left behind.
        #expect(!UdevDaemon.isRunning(folder: folder.path))
        listen(listener, 1)
        #expect(UdevDaemon.isRunning(folder: folder.path))
        close(listener)
        #expect(!UdevDaemon.isRunning(folder: folder.path))
    }
}
