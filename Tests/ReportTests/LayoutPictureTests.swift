// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightReport

@Suite struct LayoutPictureTests {
    private func contents(_ table: PartitionTable) -> Contents {
        Contents(table: .present(table), signatures: [], holdsData: true)
    }

    private func appliance() throws -> LayoutPictureInput {
        LayoutPictureInput(
            title: "appliance", node: "/dev/loop3", size: Fixture.size(mebibytes: 8192),
            contents: contents(try Fixture.table(Fixture.appliancePartitions(), mebibytes: 8192)),
            partitions: try Fixture.applianceViews(node: "/dev/loop3"), links: [try Fixture.own("appliance", "disk")])
    }

    private func text(_ input: LayoutPictureInput, _ page: Page = Page()) -> String {
        LayoutPicture(page).lines(of: input).joined(separator: "\n")
    }

    @Test func onATerminal() throws {
        #expect(
            text(try appliance()) == #"""
                appliance  8 GiB  gpt 00000000-0000-0000-0000-0000000000d0  512-byte sectors
                  /dev/loop3  ← /dev/disk/by-loopwright/appliance/disk
                ┌──┬──────────────────────────────────────┬──────────────────────────┬─────────┐
                │1 │2 root                                │3 data                    │░ free ░░│
                │  │4 GiB                                 │2.75 GiB                  │░░░░░░░░░│
                └──┴──────────────────────────────────────┴──────────────────────────┴─────────┘
                NR  NAME     START         SIZE      %  TYPE   LABEL
                 1  esp      1 MiB      256 MiB   3.1%  esp    "EFI System Partition"
                    /dev/loop3p1  ← /dev/disk/by-loopwright/appliance/{esp,part1}
                 2  root   257 MiB        4 GiB  50.0%  linux
                    /dev/loop3p2  ← /dev/disk/by-loopwright/appliance/{root,part2}
                      ← /dev/disk/by-role/root
                 3  data  4353 MiB     2.75 GiB  34.4%  linux
                    /dev/loop3p3  ← /dev/disk/by-loopwright/appliance/{data,part3}
                    free  7169 MiB  1022.98 MiB  12.5%
                3 partitions, 1022.98 MiB free
                """#)
    }

    @Test func onANarrowTerminalWithoutUnicode() throws {
        #expect(
            text(try appliance(), Page(width: 40, glyphs: .ascii)) == #"""
                appliance  8 GiB
                  gpt
                    00000000-0000-0000-0000-0000000000d0
                  512-byte sectors
                  /dev/loop3
                  <- /dev/disk/by-loopwright/appliance/disk
                +-+------------------+------------+----+
                |1|2 root            |3 data      |....|
                | |4 GiB             |2.75 GiB    |....|
                +-+------------------+------------+----+
                NR  NAME     START         SIZE      %
                 1  esp      1 MiB      256 MiB   3.1%
                    type esp
                    label "EFI System Partition"
                    /dev/loop3p1
                      <- /dev/disk/by-loopwright/appliance/{esp,part1}
                 2  root   257 MiB        4 GiB  50.0%
                    type linux
                    /dev/loop3p2
                      <- /dev/disk/by-loopwright/appliance/{root,part2}
                      <- /dev/disk/by-role/root
                 3  data  4353 MiB     2.75 GiB  34.4%
                    type linux
                    /dev/loop3p3
                      <- /dev/disk/by-loopwright/appliance/{data,part3}
                    free  7169 MiB  1022.98 MiB  12.5%
                3 partitions, 1022.98 MiB free
                """#)
    }

    @Test func onAWideTerminalInColour() throws {
        #expect(
            text(try appliance(), Page(width: 160, palette: .ansi)) == #"""
                \#u{1b}[1mappliance\#u{1b}[0m  8 GiB  gpt 00000000-0000-0000-0000-0000000000d0  512-byte sectors
                  /dev/loop3  \#u{1b}[2m← \#u{1b}[0m/dev/disk/by-loopwright/appliance/disk
                \#u{1b}[2m┌─────┬──────────────────────────────────────────────────────────────────────────────┬─────────────────────────────────────────────────────┬───────────────────┐\#u{1b}[0m
                \#u{1b}[2m│\#u{1b}[0m\#u{1b}[7;34m1 esp\#u{1b}[0m\#u{1b}[2m│\#u{1b}[0m\#u{1b}[7;32m2 root                                                                        \#u{1b}[0m\#u{1b}[2m│\#u{1b}[0m\#u{1b}[7;35m3 data                                               \#u{1b}[0m\#u{1b}[2m│░░░░░░ free ░░░░░░░│\#u{1b}[0m
                \#u{1b}[2m│\#u{1b}[0m\#u{1b}[7;34m     \#u{1b}[0m\#u{1b}[2m│\#u{1b}[0m\#u{1b}[7;32m4 GiB                                                                         \#u{1b}[0m\#u{1b}[2m│\#u{1b}[0m\#u{1b}[7;35m2.75 GiB                                             \#u{1b}[0m\#u{1b}[2m│░░░ 1022.98 MiB ░░░│\#u{1b}[0m
                \#u{1b}[2m└─────┴──────────────────────────────────────────────────────────────────────────────┴─────────────────────────────────────────────────────┴───────────────────┘\#u{1b}[0m
                \#u{1b}[2mNR  NAME     START         SIZE      %  TYPE   LABEL\#u{1b}[0m
                 1  \#u{1b}[1mesp\#u{1b}[0m      1 MiB      256 MiB   3.1%  esp    "EFI System Partition"
                    /dev/loop3p1  \#u{1b}[2m← \#u{1b}[0m/dev/disk/by-loopwright/appliance/{esp,part1}
                 2  \#u{1b}[1mroot\#u{1b}[0m   257 MiB        4 GiB  50.0%  linux
                    /dev/loop3p2  \#u{1b}[2m← \#u{1b}[0m/dev/disk/by-loopwright/appliance/{root,part2}  \#u{1b}[2m← \#u{1b}[0m/dev/disk/by-role/root
                 3  \#u{1b}[1mdata\#u{1b}[0m  4353 MiB     2.75 GiB  34.4%  linux
                    /dev/loop3p3  \#u{1b}[2m← \#u{1b}[0m/dev/disk/by-loopwright/appliance/{data,part3}
                    \#u{1b}[2mfree\#u{1b}[0m  7169 MiB  1022.98 MiB  12.5%
                \#u{1b}[1m3 partitions, 1022.98 MiB free\#u{1b}[0m
                """#)
    }

    @Test func extendedAndLogicalPartitions() throws {
        let table = Fixture.extended()
        let input = LayoutPictureInput(
            title: "/srv/old.img", size: Fixture.size(mebibytes: 1024), contents: contents(table))
        #expect(
            text(input) == #"""
                /srv/old.img  1 GiB  mbr 12345678  512-byte sectors
                ┌───────┬─┬─────────────────────┬───────┬───────┬─────────────────────┬────────┐
                │1      │░│5                    │ free ░│6      │░░░░░░░ free ░░░░░░░░│░ free ░│
                │100 MiB│░│300 MiB              │░░░░░░░│100 MiB│░░░░░░ 301 MiB ░░░░░░│░░░░░░░░│
                └───────┴─┴─────────────────────┴───────┴───────┴─────────────────────┴────────┘
                        ╰───────────────────────── extended ──────────────────────────╯
                NR  NAME      START     SIZE      %  TYPE   LABEL
                 1            1 MiB  100 MiB   9.8%  linux
                 2          101 MiB  800 MiB  78.1%  0x05
                      free  101 MiB    1 MiB   0.1%
                 5          102 MiB  300 MiB  29.3%  linux
                      free  402 MiB   98 MiB   9.6%
                 6          500 MiB  100 MiB   9.8%  swap
                      free  600 MiB  301 MiB  29.4%
                    free    901 MiB  123 MiB  12.0%
                4 partitions, 523 MiB free
                """#)
    }

    @Test func manyPartitionsShareCells() throws {
        let type = try Fixture.gpt("linux")
        let partitions = try (1...255).map { try Fixture.partition($0, Fixture.extent(Int64($0), 1), type) }
        let table = try Fixture.table(partitions, mebibytes: 300)
        let input = LayoutPictureInput(title: "many", size: Fixture.size(mebibytes: 300), contents: contents(table))
        let lines = LayoutPicture().lines(of: input)
        #expect(
            lines[1...4].joined(separator: "\n") == #"""
                ┌───────┬────────┬────────┬────────┬────────┬───────┬───────┬───────┬──────────┐
                │1…32   │33…66   │67…99   │100…132 │133…166 │167…199│200…232│233…255│░░ free ░░│
                │       │        │        │        │        │       │       │       │░░░░░░░░░░│
                └───────┴────────┴────────┴────────┴────────┴───────┴───────┴───────┴──────────┘
                """#)
        #expect(lines.count == 1 + 4 + 1 + 256 + 1)
    }

    @Test func tinyPartitionsAreSeen() throws {
        let type = try Fixture.gpt("linux")
        let disk: Int64 = 4 << 20
        let partitions = [
            try Fixture.partition(1, Extent(start: .mebibyte, length: ByteCount(512)), type, "bios"),
            try Fixture.partition(2, Fixture.extent(2, disk - 4), type, "data"),
            try Fixture.partition(128, Fixture.extent(disk - 2, 1), type, "tail"),
        ]
        let table = try Fixture.table(partitions, mebibytes: disk)
        #expect(
            text(LayoutPictureInput(title: "/dev/sdb", size: Fixture.size(mebibytes: disk), contents: contents(table)))
                == #"""
                /dev/sdb  4 TiB  gpt 00000000-0000-0000-0000-0000000000d0  512-byte sectors
                ┌─┬────────────────────────────────────────────────────────────────────────┬───┐
                │1│2 data                                                                  │128│
                │ │3.99 TiB                                                                │   │
                └─┴────────────────────────────────────────────────────────────────────────┴───┘
                 NR  NAME        START      SIZE       %  TYPE   LABEL
                  1              1 MiB     512 B   <0.1%  linux  "bios"
                  2              2 MiB  3.99 TiB  100.0%  linux  "data"
                128        4194302 MiB     1 MiB   <0.1%  linux  "tail"
                3 partitions, nothing free
                """#)
    }

    @Test func devicesWithoutATable() throws {
        let size = Fixture.size(mebibytes: 64)
        let signature = Signature(type: "ext4", label: "back\nup", uuid: "3a8f", offset: ByteCount(1024))
        let readings: [Contents] = [
            .blank, Contents(table: .absent, signatures: [signature], holdsData: true),
            Contents(table: .absent, signatures: [], holdsData: true),
            Contents(table: .damaged("the header's checksum is wrong"), signatures: [], holdsData: true),
            Contents(
                table: .unreadable("cannot read '/dev/sdb': input/output error (read: EIO)"), signatures: [],
                holdsData: true),
        ]
        let pictures = readings.map {
            text(LayoutPictureInput(title: "/dev/sdb", size: size, contents: $0), Page(width: 60))
        }
        #expect(
            pictures.joined(separator: "\n\n") == #"""
                /dev/sdb  64 MiB  no partition table  512-byte sectors
                ┌──────────────────────────────────────────────────────────┐
                │░░░░░░░░░░░░░░░░░░░░░░░░░░ free ░░░░░░░░░░░░░░░░░░░░░░░░░░│
                │░░░░░░░░░░░░░░░░░░░░░░░░░ 64 MiB ░░░░░░░░░░░░░░░░░░░░░░░░░│
                └──────────────────────────────────────────────────────────┘
                blank

                /dev/sdb  64 MiB  no partition table  512-byte sectors
                ┌──────────────────────────────────────────────────────────┐
                │ext4                                                      │
                │64 MiB                                                    │
                └──────────────────────────────────────────────────────────┘
                holds ext4 "back\nup", uuid 3a8f, at 1 KiB

                /dev/sdb  64 MiB  no partition table  512-byte sectors
                ┌──────────────────────────────────────────────────────────┐
                │unknown data                                              │
                │64 MiB                                                    │
                └──────────────────────────────────────────────────────────┘
                holds data that nothing recognises

                /dev/sdb  64 MiB  512-byte sectors
                the partition table is damaged: the header's checksum is
                  wrong

                /dev/sdb  64 MiB  512-byte sectors
                cannot read '/dev/sdb': input/output error (read: EIO)
                """#)
    }

    /// Whatever the layout, the bar is as wide as the page and no line of it differs.
    @Test(arguments: [20, 21, 40, 80, 160])
    func theFrameKeepsItsWidth(_ width: Int) throws {
        var random = SeededGenerator(seed: UInt64(width))
        for _ in 0..<40 {
            let (table, size) = try randomLayout(&random)
            let input = LayoutPictureInput(title: "x", size: size, contents: contents(table))
            let lines = LayoutPicture(Page(width: width)).lines(of: input)
            let frame = lines.drop { !$0.hasPrefix("┌") }.prefix(4)
            #expect(frame.map { DisplayWidth.of($0) } == [width, width, width, width])
        }
    }

    /// Values that no sound table has do no harm.
    @Test func impossibleExtents() throws {
        let type = try Fixture.gpt("linux")
        let extents = [
            Extent(start: ByteCount(.max), length: ByteCount(.max)),
            Extent(start: ByteCount(-5), length: ByteCount(-5)),
            Extent(start: .zero, length: ByteCount(.max)), Extent(start: ByteCount(.min), length: .zero),
        ]
        let partitions = try extents.enumerated().map { try Fixture.partition($0.offset + 1, $0.element, type) }
        let table = try Fixture.table(partitions, mebibytes: 8)
        for size in [ByteCount.zero, ByteCount(-1), .gibibyte, ByteCount(.max)] {
            let lines = LayoutPicture(Page(width: 40)).lines(
                of: LayoutPictureInput(title: "x", size: size, contents: contents(table)))
            #expect(lines.count > 6)
        }
    }

    private func randomLayout(_ random: inout SeededGenerator) throws -> (PartitionTable, ByteCount) {
        let type = try Fixture.gpt("linux")
        var cursor: Int64 = 1
        var partitions: [TablePartition] = []
        for number in 1...Int.random(in: 1...60, using: &random) {
            cursor += Int64.random(in: 0...3, using: &random)
            let length = Int64(1) << Int64.random(in: 0...12, using: &random)
            partitions.append(try Fixture.partition(number, Fixture.extent(cursor, length), type, "写真 \(number)"))
            cursor += length
        }
        return (try Fixture.table(partitions, mebibytes: cursor + 9), Fixture.size(mebibytes: cursor + 9))
    }
}
