// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightModel

@testable import WrightKernel

@Suite struct LockTests {
    @Test func sharesAndExcludes() throws {
        let scratch = try Scratch()
        let node = try scratch.file("node")
        let lock = try DeviceLock.take(node, mode: .exclusive, deadline: soon)
        let refused = #expect(throws: SyscallFailure.self) {
            _ = try DeviceLock.take(node, mode: .shared, deadline: .now)
        }
        #expect(refused?.wouldWait == true)
        #expect(
            refused?.description.hasPrefix("cannot lock '\(node)': process \(getpid()) (") == true,
            "\(String(describing: refused))")
        try lock.downgrade()
        _ = try DeviceLock.take(node, mode: .shared, deadline: .now)
        #expect(throws: SyscallFailure.self) { _ = try DeviceLock.take(node, mode: .exclusive, deadline: .now) }
        _ = consume lock
        _ = try DeviceLock.take(node, mode: .exclusive, deadline: .now)
    }

    @Test func letsOneProgramAtATime() throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/run"
        let first = try ProgramLock.take(in: folder) { _ in Issue.record("nobody has the lock") }
        #expect(try !canTake(in: folder))
        #expect(FileStatus.at(folder)?.permissions == 0o755)
        #expect(Tree.text(folder + "/lock")?.hasPrefix("\(getpid()) ") == true)
        _ = consume first
        #expect(try canTake(in: folder))
    }

    private func canTake(in folder: String) throws -> Bool {
        let lock = try ProgramLock.tryTake(in: folder)
        return lock != nil
    }

    @Test func tellsWhoIsWaitedFor() throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/run"
        let results = Results()
        let holder = Held(try ProgramLock.take(in: folder) { _ in })
        inParallel(1) { _ in
            do {
                let lock = try ProgramLock.take(in: folder) { process in
                    results.add(process.map(String.init))
                    holder.release()
                }
                _ = consume lock
            } catch {
                results.add("\(error)")
            }
        }
        #expect(results.problems == ["\(getpid())"])
    }

    @Test func readsTheKernelsLocks() {
        let text = """
            1: POSIX  ADVISORY  WRITE 11 fe:00:92 0 EOF
            2: FLOCK  ADVISORY  WRITE 12 fe:00:92 0 EOF
            2: -> FLOCK  ADVISORY  WRITE 13 fe:00:92 0 EOF
            3: FLOCK  ADVISORY  READ 14 00:06:92 0 EOF
            """
        let holders = LockHolders(text)
        #expect(holders.processes(device: DeviceNumber(major: 0xfe, minor: 0), inode: 92) == [12])
        #expect(holders.processes(device: DeviceNumber(major: 0, minor: 6), inode: 92) == [14])
        #expect(holders.processes(device: DeviceNumber(major: 0, minor: 6), inode: 2) == [])
    }
}
