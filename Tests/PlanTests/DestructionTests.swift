// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct DestructionTests {
    /// The usual store with the manifest's wish for `data` taken out.
    private let left = usual { $0.partitions.removeLast() }
    private let attached = settled(usual())

    private func outcome(
        _ destruction: Destruction, of desired: DesiredStore, _ observed: ObservedStore, despite: Bool = false,
        holding: Holding = .blank
    ) -> DestructionPlanner.Outcome {
        let planner = DestructionPlanner(
            destruction, of: desired, observed, host: machine, isDespiteManifest: despite)
        return planner.outcome(of: Dictionary(planner.targets.map { ($0.number, holding) }) { first, _ in first })
    }

    private func lines(
        _ destruction: Destruction, of desired: DesiredStore, _ observed: ObservedStore, despite: Bool = false,
        holding: Holding = .blank
    ) -> [String] {
        PlanText(outcome(destruction, of: desired, observed, despite: despite, holding: holding).plan).lines
    }

    private func formatted(_ type: String, _ size: ByteCount?) -> Holding {
        Holding(
            contents: Contents(table: .absent, signatures: [Signature(type: type)], holdsData: true),
            superblocks: [size.map { Superblock(size: $0) }])
    }

    // MARK: Removing

    @Test func theKernelLetsGoFirst() {
        let outcome = outcome(.remove(["part2"]), of: left, attached)
        #expect(
            PlanText(outcome.plan).lines == [
                "pending: partition 'part2' is to be removed", "delete 2 17MiB+46MiB", "write gpt",
            ])
        #expect(outcome.plan.losses.map(\.partition.number) == [2] && outcome.again == [])
        let after = attached.applying(outcome.plan.steps, for: left)
        #expect(after.contents?.table.table?.partitions.map(\.number) == [1])
        #expect(Planner.plan(outcome.store, after, host: machine).state == .converged)
    }

    @Test func whatTheManifestHasIsRefused() {
        let refusal = [
            "blocked: the manifest has partition 'data', which `apply` would make anew, and a running agent at once",
            "remedy: take it out of the manifest (a.yaml:1:1) and run `loopwright remove a/part2`, "
                + "or say `--despite-manifest`",
        ]
        #expect(lines(.remove(["data"]), of: usual(), attached) == refusal)
        #expect(lines(.remove(["part2"]), of: usual(), attached) == refusal)
        let meant = outcome(.remove(["data"]), of: usual(), attached, despite: true)
        #expect(meant.plan.state == .pending && meant.again == ["partition 'data'"])
        #expect(meant.store.partitions.map(\.name.text) == ["boot"])
    }

    @Test func whatIsGoneIsDone() {
        #expect(
            lines(.remove(["part7"]), of: left, attached) == ["converged: partition 'part7' is not in its table"])
        #expect(
            lines(.remove(["part7", "part2"]), of: left, attached) == [
                "blocked: there is no partition 'part7' in its table",
                "remedy: `loopwright show a` tells which there are",
            ])
    }

    static let uses: [(DeviceUse, String, String)] = [
        (.mounted(at: "/srv"), "mounted at '/srv'", "run `umount '/srv'`, then try again"),
        (.swap, "used as swap", "run `swapoff '/dev/loop0p2'`, then try again"),
        (.heldBy("dm-3"), "held by 'dm-3'", "take down '/dev/dm-3', of which `lsblk /dev/dm-3` tells, then try again"),
        (.heldBy("md0"), "held by 'md0'", "run `mdadm --stop /dev/md0`, then try again"),
        (
            .loop(node: "/dev/loop4", store: storeName("inner")), "attached to '/dev/loop4' of store 'inner'",
            "run `loopwright detach inner`, then try again"
        ),
    ]

    @Test(arguments: uses) func whatIsInUseIsRefused(use: DeviceUse, words: String, remedy: String) {
        var observed = attached
        observed.device?.partitions[1].uses = [use]
        let refusal = ["blocked: '/dev/loop0p2' is in use: \(words)", "remedy: \(remedy)"]
        #expect(lines(.remove(["part2"]), of: left, observed) == refusal)
        #expect(lines(.shrink("part2", to: mebibytes(8)), of: left, observed) == refusal)
        #expect(lines(.wipe, of: store(), observed) == refusal)
        // The neighbour's user is in nobody's way.
        #expect(outcome(.remove(["part1"]), of: store(), observed).plan.state == .pending)
    }

    @Test func anotherLoopOverTheFileIsRefused() {
        var observed = attached
        observed.strangers = [stranger()]
        let refusal = [
            "blocked: '/images/a.img' is in use: attached to '/dev/loop7'",
            "remedy: run `losetup -d /dev/loop7`, then try again",
        ]
        #expect(lines(.remove(["part2"]), of: left, observed) == refusal)
        observed.device = nil
        #expect(lines(.remove(["part2"]), of: left, observed) == refusal)
    }

    @Test func aStoreThatMayOnlyBeReadIsRefused() {
        let readOnly = usual { ($0.partitions, $0.readOnly, $0.size) = ([], true, nil) }
        var observed = attached
        observed.device = nil
        #expect(
            lines(.remove(["part2"]), of: readOnly, observed) == [
                "blocked: its table would be written, and the manifest says `read-only: true`",
                "remedy: leave `read-only: true` out",
            ])
    }

    /// A copy of the table that differs in nothing but what is meant is what this change has left; any other is not.
    @Test func whatWasCutOffGoesOn() throws {
        let (kept, gone) = (entry(1, mebibytes(1), mebibytes(4)), entry(2, mebibytes(8), mebibytes(4)))
        func found(_ partitions: [TablePartition], _ copy: [TablePartition], _ condition: TableCondition)
            -> ObservedStore
        {
            let table = gpt(partitions) { $0.condition = condition }
            var contents = Contents.holding(table)
            contents.remains = TableRemains(
                identifier: table.identifier, sectorSize: table.sectorSize, entries: table.entries,
                usable: table.usable, partitions: copy)
            return standing(image(), contents)
        }
        let begun = found([kept, gone], [kept], .backupDamaged)
        let nearlyDone = found([kept], [kept, gone], .primaryDamaged)
        for world in [begun, nearlyDone, found([kept, gone], [kept, gone], .backupDamaged)] {
            let plan = outcome(.remove(["part2"]), of: store(), world).plan
            #expect(PlanText(plan).lines == ["pending: partition 'part2' is to be removed", "write gpt"])
            guard case .writeTable(let change) = try #require(plan.steps.last).step else { continue }
            #expect(change.after.partitions == [kept] && change.after.condition == .sound)
        }
        for world in [found([kept, gone], [gone], .backupDamaged), found([kept], [gone], .primaryDamaged)] {
            #expect(lines(.remove(["part2"]), of: store(), world).first?.hasPrefix("blocked: its partition") ?? false)
        }
        #expect(lines(.wipe, of: store(), begun).first?.hasPrefix("blocked: its partition") ?? false)
    }

    // MARK: MBR

    private let extended = standing(
        image(),
        .holding(
            mbr([
                mbrEntry(1, mebibytes(1), mebibytes(4)), mbrEntry(2, mebibytes(8), mebibytes(32), role: .extended),
                mbrEntry(5, mebibytes(9), mebibytes(4), role: .logical),
                mbrEntry(6, mebibytes(16), mebibytes(4), role: .logical),
            ])))

    @Test func logicalPartitionsGoTogether() {
        #expect(
            lines(.remove(["part5"]), of: store(), extended) == [
                "blocked: partition 5 is a logical one, and without it partition 6 would get another number",
                "remedy: name `a/part6` as well, or remove it by hand with `sfdisk --delete`",
            ])
        #expect(
            lines(.remove(["part2", "part5"]), of: store(), extended) == [
                "blocked: partition 2 is the extended one, and partition 6 would go with it",
                "remedy: name `a/part6` as well",
            ])
        let all = outcome(.remove(["part2", "part5", "part6"]), of: store(), extended).plan
        #expect(
            PlanText(all).lines == ["pending: partitions 'part2', 'part5' and 'part6' are to be removed", "write mbr"])
    }

    @Test func aChainLosesItsEnd() {
        for (leaves, left) in [(["part6"], [1, 2, 5]), (["part5", "part6"], [1, 2])] {
            let outcome = outcome(.remove(leaves), of: store(), extended)
            #expect(outcome.plan.state == .pending)
            let table = extended.applying(outcome.plan.steps, for: store()).contents?.table.table
            #expect(table?.partitions.map(\.number) == left)
            // The first EBR stays, without a partition.
            #expect(table?.chain == [extent(mebibytes(8), ByteCount(512))])
        }
    }

    @Test func aLogicalPartitionIsShrunk() {
        #expect(
            lines(.shrink("part5", to: mebibytes(1)), of: store(), extended) == [
                "pending: partition 'part5' is to be shrunk to 1 MiB", "write mbr ~5 9MiB+1MiB",
            ])
    }

    @Test func aChainWithAnEmptyLinkStays() {
        var table = known(extended.contents?.table.table)
        table.chain.append(extent(mebibytes(24), ByteCount(512)))
        let world = standing(image(), .holding(table))
        for destruction in [Destruction.remove(["part6"]), .shrink("part6", to: mebibytes(1))] {
            #expect(
                lines(destruction, of: store(), world) == [
                    "blocked: partition 6 is a logical one, and a link of their chain leads to no partition",
                    "remedy: change it by hand with `sfdisk`",
                ])
        }
    }

    // MARK: Shrinking

    @Test func theKernelsIsShrunkBeforeTheTables() {
        let outcome = outcome(
            .shrink("part2", to: mebibytes(8)), of: left, attached, holding: formatted("ext4", mebibytes(8)))
        #expect(
            PlanText(outcome.plan).lines == [
                "pending: partition 'part2' is to be shrunk to 8 MiB", "resize 2 17MiB+46MiB -> 17MiB+8MiB",
                "write gpt ~2 17MiB+8MiB",
            ])
        let after = attached.applying(outcome.plan.steps, for: left)
        #expect(after.contents?.table.table?.partitions.last?.extent == extent(mebibytes(17), mebibytes(8)))
        #expect(
            lines(.shrink("part2", to: mebibytes(8)), of: left, after) == ["converged: partition 'part2' is 8 MiB long"]
        )
        #expect(outcome.store.partitions.map(\.name.text) == ["boot"])
    }

    static let contents: [(Holding, String)] = [
        (
            Holding(
                contents: Contents(table: .absent, signatures: [Signature(type: "xfs")], holdsData: true),
                superblocks: [Superblock(size: mebibytes(46))]),
            "partition 'part2' holds 'xfs' of 46 MiB, and would be 8 MiB: 38 MiB too few"
        ),
        (
            Holding(
                contents: Contents(
                    table: .absent, signatures: [Signature(type: "ext4"), Signature(type: "crypto_LUKS")],
                    holdsData: true), superblocks: [Superblock(size: mebibytes(8)), nil]),
            "partition 'part2' holds 'crypto_LUKS', of which it is not known how much of the partition it takes"
        ),
        (
            Holding(contents: Contents(table: .absent, signatures: [], holdsData: true)),
            "partition 'part2' holds data of a kind that nothing here knows"
        ),
        (
            Holding(contents: .blank, tailHoldsData: true),
            "partition 'part2' holds data of a kind that nothing here knows"
        ),
        (
            Holding(contents: .holding(gpt([entry(1, mebibytes(1), mebibytes(1))]))),
            "partition 'part2' holds a partition table, of which it is not known how much of the partition it takes"
        ),
        (
            Holding(contents: Contents(table: .unreadable("cannot read it"), signatures: [], holdsData: true)),
            "cannot read it"
        ),
    ]

    @Test(arguments: contents) func whatIsNotKnownToFitStays(holding: Holding, sentence: String) {
        let found = lines(.shrink("part2", to: mebibytes(8)), of: left, attached, holding: holding)
        #expect(found.first == "blocked: \(sentence)" && found.count == 2, "\(found)")
    }

    static let wishes: [(DesiredSize, ByteCount?, String?)] = [
        (.rest, nil, "size: rest"), (.rest, mebibytes(8), nil), (.rest, mebibytes(9), "size: rest"),
        (.fixed(mebibytes(9)), nil, "size: 9MiB"), (.fixed(mebibytes(8)), nil, nil), (.fixed(mebibytes(4)), nil, nil),
        (.share(millionths: 500_000), nil, "size: 50%"), (.share(millionths: 100_000), nil, nil),
        (.share(millionths: 333_333), nil, "size: 33.3333%"),
    ]

    @Test(arguments: wishes) func whatTheManifestWouldGrowStays(size: DesiredSize, maximum: ByteCount?, words: String?)
    {
        let desired = usual {
            $0.partitions[1].size = size
            $0.partitions[1].maximum = maximum
        }
        let found = lines(.shrink("data", to: mebibytes(8)), of: desired, attached)
        guard let words else {
            #expect(found.first == "pending: partition 'data' is to be shrunk to 8 MiB", "\(found)")
            return
        }
        #expect(
            found == [
                "blocked: the manifest says `\(words)` for partition 'data', which is more than 8 MiB",
                "remedy: say `size: 8MiB` there first (a.yaml:1:1)",
            ])
    }

    @Test func whatIsNoSmallerSizeIsRefused() {
        #expect(
            lines(.shrink("part2", to: mebibytes(47)), of: left, attached).first
                == "blocked: partition 'part2' is 46 MiB, and shrinking makes it no larger")
        #expect(
            lines(.shrink("part2", to: ByteCount(1000)), of: left, attached) == [
                "blocked: partition 'part2' cannot be 1000 B: its sectors are of 512 bytes", "remedy: say 512",
            ])
        #expect(
            lines(.shrink("part7", to: mebibytes(1)), of: left, attached).first
                == "blocked: there is no partition 'part7' in its table")
    }

    // MARK: Wiping

    @Test func everyPartitionIsHiddenBeforeTheTableGoes() {
        let outcome = outcome(.wipe, of: store(), attached)
        #expect(
            PlanText(outcome.plan).lines == [
                "pending: its partition table is to be wiped", "delete 2 17MiB+46MiB", "delete 1 1MiB+16MiB",
                "wipe the table",
            ])
        #expect(outcome.plan.losses.map(\.partition.number) == [1, 2])
        let after = attached.applying(outcome.plan.steps, for: store())
        #expect(lines(.wipe, of: store(), after) == ["converged: there is no partition table on it"])
        #expect(Planner.plan(outcome.store, after, host: machine).state != .blocked)
    }

    @Test func aTableThatTheManifestHasIsRefused() {
        #expect(lines(.wipe, of: usual(), attached).first?.hasPrefix("blocked: the manifest gives it a GPT") ?? false)
        let other = outcome(.wipe, of: usual { $0.table = .kind(.mbr) }, attached)
        #expect(other.plan.state == .pending && other.again == ["a table: an MBR"])
    }

    @Test func whatIsNoTableIsNotWiped() {
        let formatted = standing(
            image(), Contents(table: .absent, signatures: [Signature(type: "ext4")], holdsData: true))
        #expect(
            lines(.wipe, of: store(), formatted).first
                == "blocked: there is no partition table on it but 'ext4', and a table is all that is wiped")
        let damaged = standing(image(), Contents(table: .damaged("no header"), signatures: [], holdsData: true))
        #expect(lines(.wipe, of: store(), damaged).first == "blocked: its partition table cannot be trusted: no header")
    }

    /// The remains of a table that was being wiped are wiped as well.
    @Test func aWipingThatWasCutOffGoesOn() {
        let damaged = standing(image(), Contents(table: .damaged("no header"), signatures: [], holdsData: true))
        let former = gpt([entry(1, mebibytes(1), mebibytes(1))])
        let planner = DestructionPlanner(
            .wipe, of: store(), damaged, host: machine, isDespiteManifest: false, former: former)
        #expect(
            PlanText(planner.outcome(of: [:]).plan).lines == [
                "pending: its partition table is to be wiped", "wipe the table",
            ])
    }
}
