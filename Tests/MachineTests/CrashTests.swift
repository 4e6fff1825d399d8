// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// Killed before any call that changes something, a command is made good by the same command.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("strace", "sfdisk"), "needs strace and sfdisk"))
struct CrashTests {
    /// One command, what it starts from, and what is to be true however it ended.
    ///
    /// The scripts run in the sandbox's folder; `%` is its prefix, `@` the folder, and `#` a disk of the test's own.
    struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let stores: String
        /// What was applied before the manifest became this one; empty for nothing.
        var former = ""
        /// Brings about the state that the command starts from; the store is not attached, and no image is there.
        var start = "true"
        /// Fails unless what was on the disk before is on it still.
        var intact = "true"
        /// The changes that must have been interrupted.
        let changes: Set<String>
    }

    private static let data = "yes 'what was there' | head -c 1048576 > data"
    private static let image = """
        truncate -s 16M disk.img
        printf 'label: gpt\\nlabel-id: 6d1c0d2e-5c5e-4c8e-9f5b-3b1a0d5c7e11\\nstart=2048,size=2048,name=old,uuid=%s\\n' \\
            0f4e5d6c-7b8a-4998-8776-655443322110 | sfdisk -q disk.img
        dd if=data of=disk.img bs=1M seek=1 conv=notrunc status=none
        """
    private static let imageIsIntact = "cmp data disk.img -i 0:1048576 -n 1048576"
    static let added = """
        stores:
          %-s:
            file: @/disk.img
            partitions: [{name: old}, {name: new, size: 2MiB, links: [by-%/new]}, {name: more, size: rest}]
        """
    private static let attaching: Set = ["LOOP_CONFIGURE", "BLKPG_ADD_PARTITION", "pwrite64", "renameat"]

    private static func logicals(_ store: String, _ first: String, _ second: String) -> String {
        let partitions = "{name: a, number: 5, \(first)}, {name: b, number: 6, \(second)}"
        return "stores: {%-s: {file: @/disk.img, table: mbr, \(store)partitions: [\(partitions)]}}"
    }

    static let scenarios = [
        Scenario(
            testDescription: "a GPT image is made",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    size: 16MiB
                    partitions: [{name: a, size: 1MiB}, {name: b, size: 2MiB}, {name: c, size: rest}]
                """,
            changes: attaching.union(["ftruncate", "linkat"])),
        Scenario(
            testDescription: "an MBR image is made and fully allocated",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    size: 8MiB
                    allocate: full
                    table: mbr
                    partitions: [{name: a, size: 1MiB}, {name: b, size: rest}]
                """,
            changes: attaching.union(["fallocate", "linkat"])),
        Scenario(
            testDescription: "partitions are added to an image", stores: added, start: image, intact: imageIsIntact,
            changes: attaching),
        Scenario(
            testDescription: "partitions are added to an image that somebody attached", stores: added,
            start: image + "\nlosetup --find disk.img", intact: imageIsIntact,
            changes: ["LOOP_SET_STATUS64", "BLKPG_ADD_PARTITION", "pwrite64", "renameat"]),
        Scenario(
            testDescription: "an image is grown, and a partition added behind its old end",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    size: 24MiB
                    partitions: [{name: old}, {name: new, size: 14MiB}]
                """,
            start: image, intact: imageIsIntact, changes: attaching.union(["ftruncate"])),
        Scenario(
            testDescription: "an image grows, and a partition with it, while it is attached",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    size: 24MiB
                    partitions: [{name: old}, {name: new, size: 2MiB, links: [by-%/new]}, {name: more, size: rest}]
                """,
            former: added, start: image, intact: imageIsIntact,
            changes: ["ftruncate", "LOOP_SET_CAPACITY", "pwrite64", "renameat", "BLKPG_RESIZE_PARTITION"]),
        Scenario(
            testDescription: "an image grows, and its only partition, while it is detached",
            stores: "stores: {%-s: {file: @/disk.img, size: 24MiB, partitions: [{name: old, size: rest, label: new}]}}",
            start: image, intact: imageIsIntact, changes: attaching.union(["ftruncate"])),
        Scenario(
            testDescription: "a disk has grown, and its last partition grows",
            stores: "stores: {%-s: {device: #, partitions: [{name: a, size: 1MiB}, {name: b, size: rest}]}}",
            former: "stores: {%-s: {device: #, partitions: [{name: a, size: 1MiB}, {name: b, size: 2MiB}]}}",
            changes: ["pwrite64", "renameat", "BLKPG_RESIZE_PARTITION"]),
        Scenario(
            testDescription: "a partition is changed in place",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    uuid: 33333333-2222-4333-8444-555555555555
                    partitions:
                      - name: old
                        number: 1
                        type: home
                        label: other
                        uuid: 22222222-2222-4333-8444-555555555555
                        attributes: [no-auto]
                        links: [by-%/old]
                """,
            former: "stores: {%-s: {file: @/disk.img, partitions: [{name: old}]}}", start: image,
            intact: imageIsIntact, changes: ["pwrite64", "renameat"]),
        Scenario(
            testDescription: "an MBR's partitions are changed and grown",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    table: mbr
                    uuid: 2222abcd
                    partitions: [{name: a, attributes: [active]}, {name: b, size: rest, type: '0x07'}]
                """,
            former: """
                stores:
                  %-s:
                    file: @/disk.img
                    size: 8MiB
                    table: mbr
                    partitions: [{name: a, size: 1MiB}, {name: b, size: 2MiB}]
                """,
            changes: ["pwrite64", "renameat", "BLKPG_RESIZE_PARTITION"]),
        Scenario(
            testDescription: "a logical partition grows with the extended one, and another changes",
            stores: logicals("size: 24MiB, ", "type: '0x07', size: 2MiB", "size: rest"),
            former: logicals("", "type: linux", "type: linux"),
            start: """
                truncate -s 16M disk.img
                printf 'label: dos\\nlabel-id: 0xfeed0001\\nstart=2048,size=20480,type=5\\nstart=4096,size=2048\\n%s\\n' \\
                    start=12288,size=4096 | sfdisk -q disk.img
                dd if=data of=disk.img bs=1M seek=2 conv=notrunc status=none
                """,
            intact: "cmp data disk.img -i 0:2097152 -n 1048576",
            changes: ["ftruncate", "LOOP_SET_CAPACITY", "pwrite64", "renameat", "BLKPG_RESIZE_PARTITION"]),
        Scenario(
            testDescription: "a table is made on a disk",
            stores: """
                stores:
                  %-s:
                    device: #
                    partitions: [{name: a, size: 1MiB}, {name: b, size: rest}]
                """,
            changes: attaching),
        Scenario(
            testDescription: "a table is made in a slice",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    offset: 1MiB
                    length: 8MiB
                    partitions: [{name: a, size: 1MiB}, {name: b, size: rest}]
                """,
            start: "{ cat data; head -c 8388608 /dev/zero; cat data; } > disk.img",
            intact: "cmp data disk.img -n 1048576; cmp data disk.img -i 0:9437184",
            changes: attaching),
        Scenario(
            testDescription: "a table is made in a blank image with sectors of 4096 bytes",
            stores: """
                stores:
                  %-s:
                    file: @/disk.img
                    sector-size: 4096
                    partitions: [{name: a, size: 1MiB}, {name: b, size: rest}]
                """,
            start: "truncate -s 16M disk.img", changes: attaching),
        Scenario(
            testDescription: "a store is renamed, and what it was is pruned",
            stores: """
                prune: true
                stores:
                  %-s: {file: @/disk.img, partitions: [{name: old, links: [by-%/old]}]}
                """,
            former: "stores: {%-former: {file: @/disk.img, partitions: [{name: old, links: [by-%/old]}]}}",
            start: image, intact: imageIsIntact,
            changes: [
                "BLKPG_DEL_PARTITION", "LOOP_CLR_FD", "unlinkat", "LOOP_CONFIGURE", "BLKPG_ADD_PARTITION", "renameat",
            ]),
    ]

    static let undone = Scenario(
        testDescription: "a table is put back", stores: "stores: {%-s: {file: @/disk.img, partitions: [{name: old}]}}",
        former: added, start: image, intact: imageIsIntact,
        changes: ["BLKPG_DEL_PARTITION", "pwrite64", "renameat", "unlinkat"])

    /// A saved plan that was begun is not gone on with, and what it left is made good by what knows no plan.
    @Test func aSavedPlanIsMadeGood() throws {
        let program = try shell("realpath '\(Sandbox.binary)'")
        let saving = "\n'\(program)' plan --manifest manifest.yaml --out plan || [ $? -eq 2 ]"
        let scenario = Scenario(
            testDescription: "a saved plan is carried out", stores: Self.added, start: Self.image + saving,
            intact: Self.imageIsIntact, changes: Self.attaching)
        let bench = try CrashBench(scenario, command: ["apply", "--plan", "@/plan"])
        let calls = try bench.reference()
        let whole = try bench.state()
        try bench.checkEnd(is: whole, "without a crash")
        let interrupted = try bench.play(calls) { words in
            let refused = try bench.sandbox.loopwright("apply", "--plan", bench.sandbox.path("plan"))
            #expect(refused.status == 0 || refused.status == 3, "\(words): \(refused.words)")
            let again = try bench.sandbox.loopwright("apply")
            #expect(again.status == 0, "\(words): \(again.words)")
            try bench.checkEnd(is: whole, words)
        }
        #expect(interrupted.isSuperset(of: scenario.changes))
    }

    @Test func undoIsMadeGood() throws {
        let bench = try CrashBench(Self.undone, command: ["undo", "%-s", "--yes"])
        let calls = try bench.reference()
        let whole = try bench.state()
        try bench.checkEnd(is: whole, "without a crash")
        let interrupted = try bench.play(calls) { words in
            // There is one whole table at any moment, the former or the latter.
            let numbers = try shell("sfdisk --dump \(bench.sandbox.path("disk.img")) | grep -c start=")
            #expect(numbers == "1" || numbers == "3", "\(words)")
            let again = try bench.sandbox.loopwright("undo", bench.sandbox.store("s"), "--yes")
            #expect(again.status == 0, "\(words): \(again.words)")
            try bench.checkEnd(is: whole, words)
        }
        #expect(interrupted.isSuperset(of: Self.undone.changes))
    }

    @Test(arguments: scenarios) func applyIsMadeGood(scenario: Scenario) throws {
        let bench = try CrashBench(scenario, command: ["apply"])
        let calls = try bench.reference()
        let whole = try bench.state()
        try bench.checkEnd(is: whole, "without a crash")
        let interrupted = try bench.play(calls) { words in
            let again = try bench.sandbox.loopwright("apply")
            #expect(again.status == 0, "\(words): \(again.words)")
            try bench.checkEnd(is: whole, words)
        }
        #expect(interrupted.isSuperset(of: scenario.changes))
    }

    @Test func detachIsMadeGood() throws {
        let bench = try CrashBench(Self.scenarios[2], command: ["detach", "--all"], applied: true)
        let calls = try bench.reference()
        try bench.checkNothingIsLeft("without a crash")
        let interrupted = try bench.play(calls) { words in
            let again = try bench.sandbox.loopwright("detach", bench.sandbox.store("s"))
            #expect(again.status == 0, "\(words): \(again.words)")
            try bench.checkNothingIsLeft(words)
        }
        #expect(interrupted.isSuperset(of: ["BLKPG_DEL_PARTITION", "unlinkat", "LOOP_CLR_FD"]))
    }
}

/// A sandbox in which one scenario is played again and again.
struct CrashBench: ~Copyable {
    let sandbox: Sandbox
    private let scenario: CrashTests.Scenario
    private let disk: String
    private var backing: String { scenario.stores.contains("#") ? "/dev/" + disk : sandbox.path("disk.img") }

    private let command: [String]
    private let isApplied: Bool

    /// What is done to what, for whoever counts.
    var name: String { "\(command.first ?? ""), \(scenario.testDescription)" }

    /// - Parameter applied: whether the command starts from the converged store.
    init(_ scenario: CrashTests.Scenario, command: [String], applied: Bool = false) throws {
        let sandbox = try Sandbox()
        try shell("cd \(sandbox.folder); yes 'what was there' | head -c 1048576 > data; truncate -s 16M disk")
        let disk = try sandbox.attachByHand("disk")
        self.scenario = scenario
        self.disk = disk
        self.command = command
        isApplied = applied
        self.sandbox = sandbox
    }

    deinit {
        for stores in [scenario.former, scenario.stores] {
            try? want(stores)
            _ = try? sandbox.loopwright("detach", "--all")
        }
    }

    private var backups: String { "/var/lib/loopwright/backups/" + sandbox.store("s") }

    private func want(_ stores: String) throws {
        let parts = stores.split(separator: "#", omittingEmptySubsequences: false)
        try sandbox.manifest(parts.joined(separator: "/dev/" + disk))
    }

    private var trace: Trace { trace(of: Trace.changes) }

    /// - Parameter names: the system calls that are looked at.
    func trace(of names: [String]) -> Trace {
        var words = [Sandbox.binary]
        for word in command { words.append(sandbox.expand(word)) }
        return Trace(
            of: words + ["--manifest", sandbox.path("manifest.yaml")], into: sandbox.path("trace"), names: names)
    }

    /// The changes that the command makes when nobody disturbs it.
    func reference() throws -> [TracedCall] {
        try start()
        let (outcome, calls) = try trace.record()
        #expect(outcome.status == 0, "\(outcome.words)")
        // To a process that is killed a flush makes no difference: what it leaves is what the next change would leave.
        return calls.filter { $0.change != nil && $0.name != "fsync" }
    }

    /// Kills the command before each of its changes, and has `check` see to what is left.
    ///
    /// Other loops come and go, and with them the number of calls before a change: then the reference is taken anew. What
    /// is left of others is tidied up first, so that the changes that are still to come are counted from the end.
    ///
    /// - Returns: the changes that were not made.
    func play(_ reference: [TracedCall], check: (String) throws -> Void) throws -> Set<String> {
        var (calls, interrupted, position, misses) = (reference, Set<String>(), 0, 0)
        while position < calls.count {
            let call = calls[position]
            try start()
            let change = try trace.kill(at: call)
            if change == nil || change != call.change {
                misses += 1
                try #require(misses < 50, "never killed before \(call.text)")
                let rest = calls.count - position
                calls = try self.reference()
                position = max(0, calls.count - rest)
                continue
            }
            interrupted.insert(change ?? "")
            try check("killed before \(call.text.prefix(120))")
            position += 1
        }
        Figure.note(calls.count, "killed calls: \(name)")
        return interrupted
    }

    /// Takes down what the last turn left, and brings about what this one starts from.
    func start() throws {
        for stores in [scenario.former, scenario.stores] {
            try want(stores)
            try sandbox.expect("detach", "--all")
        }
        try shell(
            """
            cd \(sandbox.folder)
            losetup --noheadings --output NAME --associated disk.img | xargs -r losetup --detach
            rm -rf disk.img \(backups)
            blkdiscard --force /dev/\(disk)
            \(scenario.start)
            """)
        if isApplied { try sandbox.expect("apply") }
        guard !scenario.former.isEmpty else { return }
        try want(scenario.former)
        try sandbox.expect("apply")
        try want(scenario.stores)
    }

    /// All that is to be the same however often the command was killed.
    func state() throws -> [String] {
        let loop = try loop()
        return try sandbox.partitions(of: loop)
            + sandbox.links(of: "s").map { $0.split(separator: " ").first.map(String.init) ?? "" }
            + [
                shell(
                    "sfdisk --dump /dev/\(loop) | grep -v ^device: | sed 's/.*: start/start/'; ls -A \(sandbox.folder)"),
                shell("ls \(backups) 2>/dev/null || true"),
            ]
    }

    func checkEnd(is wanted: [String], _ comment: String) throws {
        #expect(try state() == wanted, "\(comment)")
        try shell("cd \(sandbox.folder); \(scenario.intact)")
        let loop = try loop()
        let sequence = try sandbox.sequence(of: loop)
        let numbers = try sandbox.partitions(of: loop).map { $0.prefix { $0 != " " } }
        #expect(try sandbox.records() == ([""] + numbers).map { "\(sequence).\($0)" }.sorted(), "\(comment)")
        for link in try sandbox.links(of: "s") { #expect(link.contains(" " + loop), "\(comment)") }
        #expect(try sandbox.links(of: "former") == [], "\(comment)")
        let plan = try sandbox.loopwright("plan")
        #expect(plan.status == 0, "\(comment): \(plan.words)")
        try checkLeftovers(comment)
    }

    func checkNothingIsLeft(_ comment: String) throws {
        #expect(try loop() == "", "\(comment)")
        #expect(try sandbox.records() == [], "\(comment)")
        #expect(try sandbox.links(of: "s") == [], "\(comment)")
        try shell("cd \(sandbox.folder); \(scenario.intact)")
        try checkLeftovers(comment)
    }

    /// No loop that the command worked on is free and shows partitions.
    private func checkLeftovers(_ comment: String) throws {
        let zombies = try shell(
            """
            sed -nE 's;.*/dev/(loop[0-9]+)>, (LOOP_CONFIGURE|LOOP_CLR_FD|BLKPG).*;\\1;p' \(sandbox.path("trace")) |
                sort -u | while read -r loop; do
                    [ -e /sys/block/$loop/loop ] || find /sys/block/$loop/ -maxdepth 1 -name "${loop}p*"; done
            """)
        #expect(zombies == "", "\(comment)")
    }

    private func loop() throws -> String {
        let node = try shell("losetup --noheadings --output NAME --associated \(backing)")
        return String(node.dropFirst("/dev/".count))
    }
}
