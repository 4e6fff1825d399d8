// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport

@Suite struct PlanTextTests {
    private func plan() throws -> Plan {
        Plan(stores: [
            try Fixture.appliance(), try Fixture.archive(), try Fixture.blocked(), try Fixture.waiting(),
            try Fixture.converged(),
        ])
    }

    private func text(_ page: Page) throws -> String { PlanText(page).lines(of: try plan()).joined(separator: "\n") }

    @Test func onATerminal() throws {
        #expect(
            try text(Page()) == #"""
                appliance  pending: the image '/var/lib/images/appliance.img' does not exist yet
                  + create  /var/lib/images/appliance.img  8 GiB, sparse, gpt with 3 partitions
                            + 1 esp    256 MiB at    1 MiB  esp  "EFI System Partition"
                            + 2 root     4 GiB at  257 MiB  linux
                            + 3 data  2.75 GiB at 4353 MiB  linux  grow-fs
                  + attach  /var/lib/images/appliance.img  to a free loop device
                            → /dev/disk/by-loopwright/appliance/disk
                            — no loop device is bound to the image
                  + expose  1 esp    256 MiB  → /dev/disk/by-loopwright/appliance/{esp,part1}
                            — the kernel does not show it yet
                  + expose  2 root     4 GiB  → /dev/disk/by-loopwright/appliance/{root,part2}
                            → /dev/disk/by-role/root
                  + expose  3 data  2.75 GiB  → /dev/disk/by-loopwright/appliance/{data,part3}

                archive  pending: the file is to grow and a partition is missing
                  ~ grow    /srv/archive.img  2 GiB → 8 GiB, fully allocated
                            — the file is smaller than the manifest says
                  ~ adopt   /dev/loop7  marked 'backup' → loopwright's
                            — somebody else attached the image, and it fits
                  ~ grow    /dev/loop7  2 GiB → 8 GiB
                            — its backing has grown
                  - hide    12         512 MiB, from the kernel only
                            — the table no longer has it
                  ~ table   /srv/archive.img
                            gpt: its backup copy moves to the end, 1 removed, 1 added, 1 changed
                            - 12         512 MiB at 1025 MiB  linux  "old"
                            ~  1 photos  type linux → swap  label "photos" → "pictures"
                            +  2 music     4 GiB at 1537 MiB  linux
                            — the manifest names 'music' and the table has no such partition
                  ~ resize   1 photos  512 MiB → 1 GiB
                            — the kernel shows it with another size
                  ~ link     1 photos  - /dev/disk/by-role/old  + /dev/disk/by-role/photos
                            — the manifest names other links
                  + link    disk  → /dev/disk/by-loopwright/archive/disk
                            — udev has not been told the disk's link
                  - detach  /dev/loop9
                            — it is bound twice

                vault  blocked: '/dev/sdb' holds ext4 "backup" and no partition table
                  remedy: take the table's keys out of the manifest to use it as it is, or clear
                    it with 'loopwright wipe vault'

                stick  waiting: no disk fits ID_SERIAL=Kingston*
                appliance  converged: all is as the manifest says

                5 stores: 1 converged, 2 pending with 14 steps, 1 waiting, 1 blocked
                """#)
    }

    /// A label is as wide as the columns that it takes, however many characters it has.
    @Test(arguments: [("データ領域", 10), ("e\u{301}e\u{301}e\u{301}", 3), ("👩‍👩‍👧 photos", 9)])
    func wideLabelsAreMeasuredInColumns(_ label: String, _ columns: Int) throws {
        let partition = try Fixture.partition(7, Fixture.extent(1, 256), Fixture.gpt("linux"), label)
        let change = TableChange(before: nil, after: try Fixture.table([partition], mebibytes: 512))
        var plan = StorePlan(name: try Fixture.store("a"), state: .pending, reason: "so", backing: "/a")
        plan.steps = [PlannedStep(.writeTable(change), reason: "so")]
        let quoted = "\"\(label)\""
        let row = "            + 7   256 MiB at 1 MiB  linux  "
        let fitting = PlanText(Page(width: row.count + columns + 2)).lines(of: plan)
        #expect(fitting.contains(row + quoted), "\(fitting)")
        let narrow = PlanText(Page(width: row.count + columns + 1)).lines(of: plan)
        #expect(narrow.contains("                " + quoted), "\(narrow)")
    }

    @Test func onANarrowTerminalWithoutUnicode() throws {
        let page = Page(width: 40, glyphs: .ascii)
        let lines = PlanText(page).lines(of: Plan(stores: [try Fixture.appliance(), try Fixture.blocked()]))
        #expect(
            lines.joined(separator: "\n") == #"""
                appliance  pending: the image
                    '/var/lib/images/appliance.img' does
                    not exist yet
                  + create  /var/lib/images/appliance.img
                            8 GiB, sparse, gpt with 3
                              partitions
                            + 1 esp    256 MiB at    1 MiB
                                esp
                                "EFI System Partition"
                            + 2 root     4 GiB at  257 MiB
                                linux
                            + 3 data  2.75 GiB at 4353 MiB
                                linux  grow-fs
                  + attach  /var/lib/images/appliance.img
                            to a free loop device
                            -> /dev/disk/by-loopwright/appliance/disk
                            -- no loop device is bound
                              to the image
                  + expose  1 esp    256 MiB
                            -> /dev/disk/by-loopwright/appliance/{esp,part1}
                            -- the kernel does not show
                              it yet
                  + expose  2 root     4 GiB
                            -> /dev/disk/by-loopwright/appliance/{root,part2}
                            -> /dev/disk/by-role/root
                  + expose  3 data  2.75 GiB
                            -> /dev/disk/by-loopwright/appliance/{data,part3}

                vault  blocked: '/dev/sdb' holds ext4
                    "backup" and no partition table
                  remedy: take the table's keys out of
                    the manifest to use it as it is, or
                    clear it with 'loopwright wipe
                    vault'

                2 stores: 1 pending with 5 steps, 1
                  blocked
                """#)
    }

    @Test func onAWideTerminal() throws {
        let lines = PlanText(Page(width: 160)).lines(of: Plan(stores: [try Fixture.appliance()]))
        #expect(
            lines.joined(separator: "\n") == #"""
                appliance  pending: the image '/var/lib/images/appliance.img' does not exist yet
                  + create  /var/lib/images/appliance.img  8 GiB, sparse, gpt with 3 partitions
                            + 1 esp    256 MiB at    1 MiB  esp  "EFI System Partition"
                            + 2 root     4 GiB at  257 MiB  linux
                            + 3 data  2.75 GiB at 4353 MiB  linux  grow-fs
                  + attach  /var/lib/images/appliance.img  to a free loop device  → /dev/disk/by-loopwright/appliance/disk
                            — no loop device is bound to the image
                  + expose  1 esp    256 MiB  → /dev/disk/by-loopwright/appliance/{esp,part1}
                            — the kernel does not show it yet
                  + expose  2 root     4 GiB  → /dev/disk/by-loopwright/appliance/{root,part2}  → /dev/disk/by-role/root
                  + expose  3 data  2.75 GiB  → /dev/disk/by-loopwright/appliance/{data,part3}

                1 store: 1 pending with 5 steps
                """#)
    }

    @Test func inColour() throws {
        let lines = PlanText(Page(palette: .ansi)).lines(
            of: Plan(stores: [try Fixture.appliance(), try Fixture.blocked()]))
        #expect(
            lines.joined(separator: "\n") == #"""
                \#u{1b}[1mappliance\#u{1b}[0m  \#u{1b}[33mpending\#u{1b}[0m: the image '/var/lib/images/appliance.img' does not exist yet
                \#u{1b}[32m  + \#u{1b}[0mcreate  \#u{1b}[1m/var/lib/images/appliance.img\#u{1b}[0m  8 GiB, sparse, gpt with 3 partitions
                            \#u{1b}[32m+ \#u{1b}[0m1 \#u{1b}[1mesp\#u{1b}[0m    256 MiB\#u{1b}[2m at \#u{1b}[0m   1 MiB  esp  \#u{1b}[2m"EFI System Partition"\#u{1b}[0m
                            \#u{1b}[32m+ \#u{1b}[0m2 \#u{1b}[1mroot\#u{1b}[0m     4 GiB\#u{1b}[2m at \#u{1b}[0m 257 MiB  linux
                            \#u{1b}[32m+ \#u{1b}[0m3 \#u{1b}[1mdata\#u{1b}[0m  2.75 GiB\#u{1b}[2m at \#u{1b}[0m4353 MiB  linux  \#u{1b}[2mgrow-fs\#u{1b}[0m
                \#u{1b}[32m  + \#u{1b}[0mattach  \#u{1b}[1m/var/lib/images/appliance.img\#u{1b}[0m  to a free loop device
                            \#u{1b}[2m→ \#u{1b}[0m/dev/disk/by-loopwright/appliance/disk
                            \#u{1b}[2m— no loop device is bound to the image\#u{1b}[0m
                \#u{1b}[32m  + \#u{1b}[0mexpose  \#u{1b}[1m1 esp\#u{1b}[0m    256 MiB  \#u{1b}[2m→ \#u{1b}[0m/dev/disk/by-loopwright/appliance/{esp,part1}
                            \#u{1b}[2m— the kernel does not show it yet\#u{1b}[0m
                \#u{1b}[32m  + \#u{1b}[0mexpose  \#u{1b}[1m2 root\#u{1b}[0m     4 GiB  \#u{1b}[2m→ \#u{1b}[0m/dev/disk/by-loopwright/appliance/{root,part2}
                            \#u{1b}[2m→ \#u{1b}[0m/dev/disk/by-role/root
                \#u{1b}[32m  + \#u{1b}[0mexpose  \#u{1b}[1m3 data\#u{1b}[0m  2.75 GiB  \#u{1b}[2m→ \#u{1b}[0m/dev/disk/by-loopwright/appliance/{data,part3}

                \#u{1b}[1mvault\#u{1b}[0m  \#u{1b}[1;31mblocked\#u{1b}[0m: '/dev/sdb' holds ext4 "backup" and no partition table
                \#u{1b}[1m  remedy: \#u{1b}[0mtake the table's keys out of the manifest to use it as it is, or clear
                    it with 'loopwright wipe vault'

                \#u{1b}[1m2 stores: 1 pending with 5 steps, 1 blocked\#u{1b}[0m
                """#)
    }

    @Test func inAPipeNoLineIsBroken() throws {
        let lines = PlanText(Page(width: nil)).lines(of: try plan())
        #expect(
            lines.contains {
                $0.hasPrefix("  remedy: take the table's keys") && $0.hasSuffix("'loopwright wipe vault'")
            })
    }

    @Test func thePiecesAreTheWhole() throws {
        let store = try Fixture.archive()
        let text = PlanText()
        var pieces = text.header(of: store)
        for (index, step) in store.steps.enumerated() {
            pieces += text.lines(
                of: step, in: store, PlanColumns(of: store), after: index > 0 ? store.steps[index - 1] : nil)
        }
        #expect(pieces + text.footer(of: store) == text.lines(of: store))
    }

    @Test func asciiPagesAreASCII() throws {
        var store = try Fixture.appliance()
        store.reason = "the label '写真' is taken"
        let lines = PlanText(Page(glyphs: .ascii)).lines(of: Plan(stores: [store, try Fixture.archive()]))
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(lines[0] == "appliance  pending: the label '\\u5199\\u771f' is taken")
    }

    @Test func aLabelCannotForgeALine() throws {
        var store = try Fixture.waiting()
        store.reason = "it holds 'x\n\u{1b}[31mall converged'"
        #expect(PlanText().header(of: store) == ["stick  waiting: it holds 'x\\x0a\\x1b[31mall converged'"])
    }

    @Test func orphansThatAreTakenDownGoFirst() throws {
        var old = try Fixture.archive()
        old.steps = Array(old.steps.suffix(1))
        old.reason = "1 step: '/dev/loop9' is to be taken down"
        let plan = Plan(stores: [try Fixture.converged()], orphans: [old], prunes: true)
        #expect(
            PlanText().lines(of: plan).joined(separator: "\n") == #"""
                archive  pending: 1 step: '/dev/loop9' is to be taken down
                  - detach  /dev/loop9
                            — it is bound twice

                appliance  converged: all is as the manifest says

                1 store: 1 converged; 1 orphan: 1 pending with 1 step
                """#)
    }

    @Test func orphansThatAreOnlyToldOfComeLast() throws {
        let plan = Plan(stores: [], orphans: [try Fixture.waiting()])
        #expect(
            PlanText().lines(of: plan) == [
                "stick  waiting: no disk fits ID_SERIAL=Kingston*", "", "no stores; 1 orphan: 1 waiting",
            ])
    }

    @Test func noStores() { #expect(PlanText().lines(of: Plan(stores: [])) == ["no stores"]) }

    @Test func changesOfATableAsAWhole() throws {
        let before = try Fixture.table(Fixture.appliancePartitions(), mebibytes: 8192, condition: .primaryDamaged)
        var after = before
        after.condition = .sound
        after.entries = 256
        after.identifier = .gpt(try Fixture.guid(0xee))
        after.partitions[2].attributes = [.readOnly, PartitionAttributes(rawValue: 1 << 50)]
        after.partitions[2].extent.start = after.partitions[2].extent.start + .mebibyte
        let step = PlannedStep(.writeTable(TableChange(before: before, after: after)), reason: "it differs")
        let store = try Fixture.appliance()
        let lines = PlanText(Page(width: nil)).lines(of: step, in: store, PlanColumns(of: store))
        #expect(
            lines.joined(separator: "\n") == #"""
                  ~ table   /var/lib/images/appliance.img  gpt: its first copy is restored from the backup, identifier 00000000-0000-0000-0000-0000000000ee, 256 entries, 1 changed, 2 kept
                            ~ 3 data  start 4353 MiB → 4354 MiB  attributes grow-fs → read-only,0x4000000000000
                            — it differs
                """#)
    }
}
