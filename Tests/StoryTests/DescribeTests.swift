// SPDX-License-Identifier: MIT

import Testing
import WrightManifest
import WrightModel
import WrightPlan
import WrightReport

/// What `describe` writes of a table is a manifest by which nothing of that table is changed.
@Suite struct DescribeTests {
    @Test(arguments: 0..<20 as Range<UInt64>) func aDescribedTableIsLeftAsItIs(_ seed: UInt64) throws {
        var tables = RandomTables(seed: seed)
        for _ in 0..<50 {
            let (table, size) = tables.next()
            try leavesAsItIs(World.file(size, at: "/srv/found.img", .holding(table)), .file(size: size), .loop)
            try leavesAsItIs(World.disk(size, .holding(table)), .device, .loop)
            guard table.sectorSize == .bytes512 else { continue }
            try leavesAsItIs(World.disk(size, .holding(table), isDirect: true), .device, .direct)
        }
    }

    @Test func whatHasNoTableIsLeftAsItIs() throws {
        let size = World.gibibytes(1)
        for contents in [Contents.blank, .holding("ext4", label: "a"), .damaged("its checksum is wrong")] {
            try leavesAsItIs(World.file(size, at: "/srv/found.img", contents), .file(size: size), .loop)
        }
    }

    private func leavesAsItIs(_ found: ObservedStore, _ kind: ManifestSource.Kind, _ attachment: AttachmentMode) throws
    {
        let backing = try #require(found.backing.present)
        let contents = try #require(found.contents)
        let manifest = ManifestText(
            ManifestSource(path: backing.path, kind: kind, contents: contents, attachment: attachment)
        ).text
        let desired = try #require(parsed(manifest)?.stores.first)
        let plan = Planner.plan(desired, found, host: SimulatedMachine.host)
        let said: Comment = "\(plan.reason)\n\(plan.remedy ?? "")\n\(manifest)"
        #expect(plan.state == .pending, said)
        for step in plan.steps.map(\.step) {
            switch step {
            case .attach, .addPartition, .publish: break
            default: Issue.record("a described table is to be changed: \(step)\n\(manifest)")
            }
        }
        let exposed = plan.steps.filter { if case .addPartition = $0.step { true } else { false } }
        let visible = contents.table.table?.partitions.filter { $0.number <= KernelPartition.lastNumber } ?? []
        #expect(exposed.count == visible.count, said)
    }

    private func parsed(_ manifest: String) -> Desired? {
        switch Manifest.parse(files: [("described.yaml", Array(manifest.utf8))]) {
        case .success(let desired): return desired
        case .failure(let diagnostics):
            Issue.record("\(diagnostics)\n\(manifest)")
            return nil
        }
    }
}
