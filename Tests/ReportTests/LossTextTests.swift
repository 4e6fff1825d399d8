// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport
import WrightText

/// What a person is shown before the name is typed.
@Suite struct LossTextTests {
    private func plan() throws -> StorePlan {
        var plan = StorePlan(
            name: try #require(StoreName("a")), state: .pending, reason: "partitions are to be removed",
            backing: "/a.img")
        let whole = Extent(start: .mebibyte, length: .gibibyte)
        func partition(_ number: Int, _ label: String) -> TablePartition {
            TablePartition(
                number: number, extent: whole, type: .mbr(0x83), identifier: .mbr(disk: 1, number: number), label: label
            )
        }
        let ext4 = Signature(type: "ext4", label: "bo\"oks\u{1b}[2J", uuid: "8a6f")
        let found = Contents(table: .absent, signatures: [ext4, Signature(type: "crypto_LUKS")], holdsData: true)
        plan.losses = [
            Loss(
                partition: partition(1, "one"), name: PartitionName("data"), node: "/dev/loop0p1",
                holding: Holding(
                    contents: found,
                    superblocks: [Superblock(size: .gibibyte, used: .mebibyte, lastMount: "/srv"), nil])),
            Loss(partition: partition(2, ""), remainder: .mebibyte, holding: .blank),
            Loss(
                partition: partition(3, ""),
                holding: Holding(contents: Contents(table: .damaged("no header"), signatures: [], holdsData: true))),
            Loss(
                partition: partition(4, ""),
                holding: Holding(contents: Contents(table: .absent, signatures: [], holdsData: true))),
        ]
        return plan
    }

    @Test func everythingIsShown() throws {
        let lines = PlanText(Page(width: nil)).header(of: try plan())
        #expect(
            lines.joined(separator: "\n") == #"""
                a  pending: partitions are to be removed
                  - lost    1 data  1 GiB at 1 MiB  linux  "one"  uuid 00000001-01  /dev/loop0p1
                            ext4  "bo\"oks\x1b[2J"  uuid 8a6f  1 MiB of 1 GiB in use  last mounted at '/srv'
                            crypto_LUKS
                  ~ cut     2  1 GiB → 1 MiB at 1 MiB  linux  uuid 00000001-02
                            nothing is found in it
                  - lost    3  1 GiB at 1 MiB  linux  uuid 00000001-03
                            no header
                  - lost    4  1 GiB at 1 MiB  linux  uuid 00000001-04
                            data of a kind that nothing here knows
                            only the table is changed: `loopwright undo a` puts it back, and for as long as nothing is written there what lies in it as well
                """#)
    }

    @Test func aTerminalIsNeverOverrun() throws {
        for line in PlanText(Page(width: 80, glyphs: .ascii)).header(of: try plan()) {
            #expect(line.count <= 80 && line.utf8.count == line.count, "\(line)")
        }
    }
}
