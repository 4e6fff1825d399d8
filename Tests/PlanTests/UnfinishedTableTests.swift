// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// A table that was cut off is gone on with where it is this store's own unfinished work, and nowhere else.
@Suite struct UnfinishedTableTests {
    /// What was found, changed from what a cut leaves.
    struct Finding: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isOwn: Bool
        let edit: @Sendable (inout Contents) -> Void

        init(_ name: String, isOwn: Bool, _ edit: @escaping @Sendable (inout Contents) -> Void) {
            testDescription = name
            self.isOwn = isOwn
            self.edit = edit
        }
    }

    private func change(_ plan: StorePlan) -> TableChange? {
        for planned in plan.steps { if case .writeTable(let change) = planned.step { return change } }
        return nil
    }

    private func remains(of table: PartitionTable) -> TableRemains {
        TableRemains(
            identifier: table.identifier, sectorSize: table.sectorSize, entries: table.entries, usable: table.usable,
            partitions: table.partitions)
    }

    static let findings = [
        Finding("all of it", isOwn: true) { _ in },
        Finding("no partition", isOwn: true) { $0.remains?.partitions = [] },
        Finding("one partition", isOwn: true) { $0.remains?.partitions.removeLast() },
        Finding("another disk", isOwn: false) { $0.remains?.identifier = .gpt(someGUID) },
        Finding("another partition", isOwn: false) { $0.remains?.partitions[1].identifier = .gpt(someGUID) },
        Finding("a longer partition", isOwn: false) { $0.remains?.partitions[0].extent.length.bytes += 512 },
        Finding("other entries", isOwn: false) { $0.remains?.entries = 256 },
        Finding("another area", isOwn: false) { $0.remains?.usable.length.bytes -= 512 },
        Finding("other sectors", isOwn: false) { $0.remains?.sectorSize = .bytes4096 },
        Finding("data around it", isOwn: false) { $0.holdsData = true },
        Finding("a file system", isOwn: false) { $0.signatures = [Signature(type: "ext4")] },
        Finding("nothing that can be read", isOwn: false) { $0.remains = nil },
    ]

    @Test(arguments: findings) func aTableThatWasBeingMade(finding: Finding) throws {
        let made = try #require(change(Planner.plan(usual(), standing(), host: machine)))
        var contents = Contents(
            table: .damaged("it is cut off"), signatures: [], holdsData: false, remains: remains(of: made.after))
        finding.edit(&contents)
        let plan = Planner.plan(usual(), standing(image(), contents), host: machine)
        #expect(plan.state == (finding.isOwn ? .pending : .blocked))
        #expect(change(plan) == (finding.isOwn ? made : nil))
        #expect(
            plan.reason.contains(finding.isOwn ? "an earlier run was cut off while it made the table" : "it is cut off")
        )
    }

    /// The old table with one partition, the new one with two, and which copy of which is whole.
    private func amended() throws -> (old: PartitionTable, new: PartitionTable) {
        let old = gpt([entry(1, mebibytes(1), mebibytes(16), "boot")])
        let plan = Planner.plan(usual(), standing(image(), .holding(old)), host: machine)
        return (old, try #require(change(plan)).after)
    }

    @Test(arguments: [true, false]) func aBackupThatWasBeingWritten(isNew: Bool) throws {
        let (old, new) = try amended()
        var found = old
        found.condition = .backupDamaged
        var contents = Contents.holding(found)
        contents.remains = remains(of: isNew ? new : old)
        let plan = Planner.plan(usual(), standing(image(), contents), host: machine)
        #expect(change(plan) == TableChange(before: found, after: new))
        contents.remains?.partitions.append(entry(9, mebibytes(60), mebibytes(1)))
        #expect(Planner.plan(usual(), standing(image(), contents), host: machine).state == .blocked)
        contents.remains = nil
        #expect(Planner.plan(usual(), standing(image(), contents), host: machine).state == .blocked)
    }

    @Test(arguments: [true, false]) func aFirstCopyThatWasBeingWritten(isNew: Bool) throws {
        let (old, new) = try amended()
        var found = new
        found.condition = .primaryDamaged
        var contents = Contents.holding(found)
        contents.remains = remains(of: isNew ? new : old)
        let plan = Planner.plan(usual(), standing(image(), contents), host: machine)
        #expect(change(plan) == TableChange(before: found, after: new))
        // Without the partition that the table had before it is no step from the one to the other.
        contents.remains?.partitions = []
        #expect(change(Planner.plan(usual(), standing(image(), contents), host: machine)) == nil)
        contents.remains = remains(of: old)
        let readOnly = usual { $0.readOnly = true }
        #expect(change(Planner.plan(readOnly, standing(image(), contents), host: machine)) == nil)
    }

    /// A table in which one partition is to grow and another to be called otherwise.
    private static let wanted = store(
        "a", .file(imagePath), [part("boot") { $0.label = "EFI" }, part("data", .fixed(mebibytes(30)))])
    private static let former = gpt([
        entry(1, mebibytes(1), mebibytes(16), "boot"), entry(2, mebibytes(17), mebibytes(20), "data"),
        entry(3, mebibytes(50), mebibytes(4), "other"),
    ])

    /// Which entries of the copy that was being written are there already.
    @Test(arguments: [[], [0], [1], [0, 1]]) func aChangeThatWasBeingWritten(done: [Int]) throws {
        let old = UnfinishedTableTests.former
        let new = try #require(change(Planner.plan(Self.wanted, standing(image(), .holding(old)), host: machine))).after
        var found = old
        found.condition = .backupDamaged
        var contents = Contents.holding(found)
        var copy = remains(of: old)
        for index in done { copy.partitions[index] = new.partitions[index] }
        contents.remains = copy
        let plan = Planner.plan(Self.wanted, standing(image(), contents), host: machine)
        #expect(change(plan) == TableChange(before: found, after: new), "\(PlanText(plan))")
        #expect(plan.reason.contains("an earlier run was cut off while it wrote the table"))
        // Whatever is neither as it was nor as it is to be, somebody else has written.
        for index in [0, 1, 2] {
            contents.remains = copy
            contents.remains?.partitions[index].label = "another"
            #expect(change(Planner.plan(Self.wanted, standing(image(), contents), host: machine)) == nil)
        }
    }
}
