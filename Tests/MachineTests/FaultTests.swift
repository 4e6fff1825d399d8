// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Every call to the kernel that a command changes something by, failing in turn with what the kernel may answer: the
/// command ends with a sentence, nothing is lost, and the next run converges.
///
/// Some of the cases, chosen by seed, are tried: `LOOPWRIGHT_FAULTS` says how many of each command. `all` takes an hour.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("strace", "sfdisk"), "needs strace and sfdisk"))
struct FaultTests {
    /// How many cases of a scenario are tried at most.
    static let sample: Int = {
        guard let wish = getenv("LOOPWRIGHT_FAULTS").map({ String(cString: $0) }) else { return 6 }
        return Int(wish) ?? .max
    }()

    /// What the kernel may answer, by the call or by the control that an ioctl is for.
    static let answers: [String: [String]] = [
        "LOOP_CTL_GET_FREE": ["ENOSPC", "EPERM", "EINTR"],
        "LOOP_CONFIGURE": ["EBUSY", "EINVAL", "EIO", "EPERM", "ENXIO"],
        "LOOP_SET_STATUS64": ["EAGAIN", "ENXIO", "EPERM"],
        "LOOP_SET_CAPACITY": ["ENXIO", "EPERM"],
        "LOOP_CLR_FD": ["EBUSY", "ENXIO", "EPERM"],
        "BLKPG_ADD_PARTITION": ["EBUSY", "EINVAL", "EPERM"],
        "BLKPG_DEL_PARTITION": ["EBUSY", "ENXIO", "EPERM"],
        "BLKPG_RESIZE_PARTITION": ["EBUSY", "EINVAL"],
        "pwrite64": ["EIO", "ENOSPC", "EINTR", "EPERM"],
        "fsync": ["EIO", "ENOSPC", "EINTR"],
        "openat": ["EIO", "EMFILE", "EACCES", "ENXIO", "EINTR"],
        "openat2": ["EIO", "EMFILE", "EACCES", "EAGAIN"],
        "renameat": ["ENOSPC", "EIO", "EROFS"],
        "linkat": ["ENOSPC", "EIO", "EROFS"],
        "symlinkat": ["ENOSPC", "EROFS"],
        "mkdirat": ["ENOSPC", "EROFS"],
        "unlinkat": ["EIO", "EROFS"],
        "ftruncate": ["ENOSPC", "EFBIG", "EIO", "EINTR"],
        "fallocate": ["ENOSPC", "EOPNOTSUPP", "EINTR"],
        "flock": ["EINTR", "ENOLCK", "EAGAIN"],
    ]

    @Test(arguments: CrashTests.scenarios) func applyFailsWellAtEveryCall(scenario: CrashTests.Scenario) throws {
        try everyCallFails(["apply"], scenario)
    }

    @Test func undoFailsWellAtEveryCall() throws {
        // Once more, what was put back would be taken back.
        try everyCallFails(["undo", "%-s", "--yes"], CrashTests.undone) { $0 != 0 }
    }

    @Test func detachFailsWellAtEveryCall() throws {
        let bench = try CrashBench(CrashTests.scenarios[2], command: ["detach", "--all"], applied: true)
        try bench.playFaults(seed: 3) { _, words in
            let again = try bench.sandbox.loopwright("detach", "--all")
            #expect(again.status == 0, "\(words): \(again.words)")
            try bench.checkNothingIsLeft(words)
        }
    }

    private func everyCallFails(
        _ command: [String], _ scenario: CrashTests.Scenario, again isRepeated: (Int32) -> Bool = { _ in true }
    ) throws {
        let bench = try CrashBench(scenario, command: command)
        var whole: [String] = []
        try bench.playFaults(seed: 2) {
            whole = try bench.state()
        } check: { status, words in
            guard isRepeated(status) else { return try bench.checkEnd(is: whole, words) }
            var line = [Sandbox.binary]
            for word in command { line.append(bench.sandbox.expand(word)) }
            let again = try run(line + ["--manifest", bench.sandbox.path("manifest.yaml")])
            #expect(again.status == 0, "\(words): \(again.words)")
            try bench.checkEnd(is: whole, words)
        }
    }
}
