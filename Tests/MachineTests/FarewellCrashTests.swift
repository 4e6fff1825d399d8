// SPDX-License-Identifier: MIT

import Testing

/// Killed before any call that changes something, what gives something up is made good by the same command, and nothing
/// else is ever lost.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("strace", "sfdisk"), "needs strace and sfdisk"))
struct FarewellCrashTests {
    private static let tables = [
        "gpt": """
        label: gpt\\nlabel-id: 6d1c0d2e-5c5e-4c8e-9f5b-3b1a0d5c7e11\\n\
        start=2048,size=2048,uuid=0f4e5d6c-7b8a-4998-8776-655443322110\\n\
        start=4096,size=4096,uuid=0f4e5d6c-7b8a-4998-8776-655443322111\\n\
        start=8192,size=2048,uuid=0f4e5d6c-7b8a-4998-8776-655443322112\\n
        """,
        "dos": """
        label: dos\\nlabel-id: 0x1234abcd\\nstart=2048,size=2048\\nstart=4096,size=4096\\nstart=8192,size=2048\\n
        """,
    ]
    private static let intact = "for at in 1 4; do cmp data disk.img -i 0:$((at * 1048576)) -n 1048576; done"
    private static let stores = "stores: {%-s: {file: @/disk.img}}"

    private static func scenario(_ name: String, table: String, changes: Set<String>) -> CrashTests.Scenario {
        CrashTests.Scenario(
            testDescription: name, stores: stores, former: stores,
            start: """
                truncate -s 16M disk.img; printf '\(tables[table] ?? "")' | sfdisk -q disk.img
                for at in 1 4; do dd if=data of=disk.img bs=1M seek=$at conv=notrunc status=none; done
                """,
            intact: intact, changes: changes)
    }

    private func play(_ scenario: CrashTests.Scenario, _ command: [String]) throws {
        let bench = try CrashBench(scenario, command: command)
        let calls = try bench.reference()
        let whole = try bench.state()
        try bench.checkEnd(is: whole, "without a crash")
        let interrupted = try bench.play(calls) { words in
            try shell("cd \(bench.sandbox.folder); \(Self.intact)")
            var again = [Sandbox.binary]
            for word in command { again.append(bench.sandbox.expand(word)) }
            let outcome = try run(again + ["--manifest", bench.sandbox.path("manifest.yaml")])
            #expect(outcome.status == 0, "\(words): \(outcome.words)")
            try bench.checkEnd(is: whole, words)
        }
        #expect(interrupted.isSuperset(of: scenario.changes), "\(interrupted)")
    }

    @Test(arguments: ["gpt", "dos"]) func removeIsMadeGood(table: String) throws {
        let scenario = Self.scenario(
            "a partition is removed", table: table,
            changes: ["BLKPG_DEL_PARTITION", "pwrite64", "unlinkat", "renameat"])
        try play(scenario, ["remove", "%-s/part2", "--yes"])
    }

    @Test(arguments: ["gpt", "dos"]) func shrinkIsMadeGood(table: String) throws {
        let scenario = Self.scenario(
            "a partition is shrunk", table: table, changes: ["BLKPG_RESIZE_PARTITION", "pwrite64", "renameat"])
        try play(scenario, ["shrink", "%-s/part2", "1MiB", "--yes"])
    }

    @Test(arguments: ["gpt", "dos"]) func wipeIsMadeGood(table: String) throws {
        let scenario = Self.scenario(
            "a table is wiped", table: table, changes: ["BLKPG_DEL_PARTITION", "pwrite64", "unlinkat", "renameat"])
        try play(scenario, ["wipe", "%-s", "--yes"])
    }

    /// Whatever a wiping that is cut off leaves, the table comes back: by `undo` once it was begun, by `apply` before.
    @Test(arguments: ["gpt", "dos"]) func aWipingThatIsCutOffIsUndone(table: String) throws {
        let scenario = Self.scenario("a table is wiped", table: table, changes: ["pwrite64"])
        let bench = try CrashBench(scenario, command: ["wipe", "%-s", "--yes"])
        let calls = try bench.reference()
        let interrupted = try bench.play(calls) { words in
            let undone = try bench.sandbox.loopwright("undo", bench.sandbox.store("s"), "--yes")
            let isEarly =
                undone.output.contains("no partition table of the store has been saved")
                || undone.output.contains("every sound backup holds the table that is there")
            #expect(undone.status == 0 || isEarly, "\(words): \(undone.words)")
            try bench.sandbox.expect("apply")
            let numbers = try shell("sfdisk --dump \(bench.sandbox.path("disk.img")) | grep -c start=")
            #expect(numbers == "3", "\(words)")
            #expect(try bench.sandbox.partitions(of: bench.sandbox.loop(over: "disk.img")).count == 3, "\(words)")
            try shell("cd \(bench.sandbox.folder); \(Self.intact); sfdisk --verify disk.img >/dev/null")
        }
        #expect(interrupted.isSuperset(of: scenario.changes))
    }
}
