// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport

@Suite struct StatusTextTests {
    private func stores() throws -> [StoreStatus] {
        [
            StoreStatus(try Fixture.converged(), size: Fixture.size(mebibytes: 8192)),
            StoreStatus(try Fixture.archive(), size: Fixture.size(mebibytes: 2048)), StoreStatus(try Fixture.blocked()),
            StoreStatus(try Fixture.waiting()),
        ]
    }

    private func text(_ page: Page, showsLinks: Bool = false) throws -> String {
        StatusText(page, showsLinks: showsLinks).lines(of: try stores()).joined(separator: "\n")
    }

    @Test func onATerminal() throws {
        #expect(
            try text(Page()) == #"""
                STORE      STATE      DEVICE       SIZE  PARTS  BACKING
                appliance  converged  /dev/loop3  8 GiB      3  /var/lib/images/appliance.img
                archive    pending    /dev/loop7  2 GiB      2  /srv/archive.img
                  the file is to grow and a partition is missing
                  ~ grow    /srv/archive.img  2 GiB → 8 GiB, fully allocated
                  ~ adopt   /dev/loop7  marked 'backup' → loopwright's
                  ~ grow    /dev/loop7  2 GiB → 8 GiB
                  - hide    12         512 MiB, from the kernel only
                  ~ table   /srv/archive.img
                            gpt: its backup copy moves to the end, 1 removed, 1 added, 1 changed
                  ~ resize   1 photos  512 MiB → 1 GiB
                  ~ link     1 photos  - /dev/disk/by-role/old  + /dev/disk/by-role/photos
                  + link    disk  → /dev/disk/by-loopwright/archive/disk
                  - detach  /dev/loop9
                vault      blocked    –               –      –  ID_BUS=usb ID_SERIAL=WDC_WD40*
                  '/dev/sdb' holds ext4 "backup" and no partition table
                  remedy: take the table's keys out of the manifest to use it as it is, or clear
                    it with 'loopwright wipe vault'
                stick      waiting    –               –      –  ID_SERIAL=Kingston*
                  no disk fits ID_SERIAL=Kingston*

                4 stores: 1 converged, 1 pending with 9 steps, 1 waiting, 1 blocked
                """#)
    }

    @Test func withLinks() throws {
        let lines = StatusText(Page(), showsLinks: true).lines(of: [try stores()[0]])
        #expect(
            lines.joined(separator: "\n") == #"""
                STORE      STATE      DEVICE       SIZE  PARTS  BACKING
                appliance  converged  /dev/loop3  8 GiB      3  /var/lib/images/appliance.img
                  all is as the manifest says
                  disk    /dev/loop3  ← /dev/disk/by-loopwright/appliance/disk
                  1 esp   /dev/loop3p1  ← /dev/disk/by-loopwright/appliance/{esp,part1}
                  2 root  /dev/loop3p2  ← /dev/disk/by-loopwright/appliance/{root,part2}
                          ← /dev/disk/by-role/root
                  3 data  /dev/loop3p3  ← /dev/disk/by-loopwright/appliance/{data,part3}

                1 store: 1 converged
                """#)
    }

    @Test func onANarrowTerminalWithoutUnicode() throws {
        let lines = StatusText(Page(width: 40, glyphs: .ascii)).lines(of: [try stores()[0], try stores()[3]])
        #expect(
            lines.joined(separator: "\n") == #"""
                STORE      STATE      DEVICE       SIZE
                appliance  converged  /dev/loop3  8 GiB
                  parts 3
                  backing /var/lib/images/appliance.img
                stick      waiting    -               -
                  backing ID_SERIAL=Kingston*
                  no disk fits ID_SERIAL=Kingston*

                2 stores: 1 converged, 1 waiting
                """#)
    }

    @Test func onAWideTerminalInColour() throws {
        let lines = StatusText(Page(width: 160, palette: .ansi)).lines(of: [try stores()[0], try stores()[2]])
        #expect(
            lines.joined(separator: "\n") == #"""
                \#u{1b}[2mSTORE      STATE      DEVICE       SIZE  PARTS  BACKING\#u{1b}[0m
                \#u{1b}[1mappliance\#u{1b}[0m  \#u{1b}[32mconverged\#u{1b}[0m  /dev/loop3  8 GiB      3  /var/lib/images/appliance.img
                \#u{1b}[1mvault\#u{1b}[0m      \#u{1b}[1;31mblocked\#u{1b}[0m    \#u{1b}[2m–               –      –\#u{1b}[0m  ID_BUS=usb ID_SERIAL=WDC_WD40*
                  '/dev/sdb' holds ext4 "backup" and no partition table
                \#u{1b}[1m  remedy: \#u{1b}[0mtake the table's keys out of the manifest to use it as it is, or clear it with 'loopwright wipe vault'

                \#u{1b}[1m2 stores: 1 converged, 1 blocked\#u{1b}[0m
                """#)
    }

    @Test func manyStepsAreNotAllListed() throws {
        var store = try Fixture.appliance()
        let step = try #require(store.steps.last)
        store.steps += Array(repeating: step, count: 20)
        let lines = StatusText().lines(of: [StoreStatus(store)])
        #expect(lines.count { $0.hasPrefix("  +") } == 10)
        #expect(lines.contains("  … and 15 more steps; 'loopwright plan appliance' shows all"))
    }

    @Test func orphansAreListedBelowTheStores() throws {
        let lines = StatusText(Page(width: 160)).lines(of: [try stores()[0]], orphans: [try Fixture.blocked()])
        #expect(
            lines.map { String($0.prefix(9)) } == [
                "STORE    ", "appliance", "vault    ", "  '/dev/s", "  remedy:", "", "1 store: ",
            ])
        #expect(lines.last == "1 store: 1 converged; 1 orphan: 1 blocked")
        #expect(StatusText().lines(of: [], orphans: [try Fixture.waiting()]).last == "no stores; 1 orphan: 1 waiting")
    }

    @Test func noStores() { #expect(StatusText().lines(of: []) == ["no stores"]) }

    @Test func wideCharactersKeepTheColumns() throws {
        var store = try Fixture.converged()
        store.device = "/dev/写真"
        let lines = StatusText(Page(width: 100)).lines(of: [StoreStatus(store), StoreStatus(try Fixture.converged())])
        #expect(lines[1] == "appliance  converged  /dev/写真      –      3  /var/lib/images/appliance.img")
        #expect(lines[2] == "appliance  converged  /dev/loop3     –      3  /var/lib/images/appliance.img")
    }
}
