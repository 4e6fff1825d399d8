// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport

@Suite struct StepTextTests {
    @Test func aLineForEveryStep() throws {
        let stores = [try Fixture.appliance(), try Fixture.archive()]
        let lines = stores.flatMap { store in store.steps.map { StepText($0, in: store).line(.ascii) } }
        #expect(
            lines.joined(separator: "\n") == #"""
                + create /var/lib/images/appliance.img 8 GiB, sparse, gpt with 3 partitions
                + attach /var/lib/images/appliance.img to a free loop device -> /dev/disk/by-loopwright/appliance/disk
                + expose appliance/esp 256 MiB -> /dev/disk/by-loopwright/appliance/{esp,part1}
                + expose appliance/root 4 GiB -> /dev/disk/by-loopwright/appliance/{root,part2} /dev/disk/by-role/root
                + expose appliance/data 2.75 GiB -> /dev/disk/by-loopwright/appliance/{data,part3}
                ~ grow /srv/archive.img 2 GiB -> 8 GiB, fully allocated
                ~ adopt /dev/loop7 marked 'backup' -> loopwright's
                ~ grow /dev/loop7 2 GiB -> 8 GiB
                - hide archive/part12 512 MiB, from the kernel only
                ~ table /srv/archive.img gpt: its backup copy moves to the end, 1 removed, 1 added, 1 changed
                ~ resize archive/photos 512 MiB -> 1 GiB
                ~ link archive/photos -> /dev/disk/by-loopwright/archive/photos /dev/disk/by-role/photos
                + link archive/disk -> /dev/disk/by-loopwright/archive/disk
                - detach /dev/loop9
                """#)
    }

    @Test func theWordsThatProgramsReadStay() {
        #expect(
            StepVerb.allCases.map(\.rawValue) == [
                "create-file", "grow-file", "create-table", "change-table", "attach", "adopt", "grow-device",
                "add-partition",
                "delete-partition", "resize-partition", "wipe-table", "publish", "detach",
            ])
    }

    @Test func aLoopTellsHowItIsBound() throws {
        let request = LoopRequest(
            backingPath: "/srv/a.img", offset: .mebibyte, sizeLimit: .gibibyte, sectorSize: .bytes4096, readOnly: true,
            directIO: .on, links: [])
        let text = StepText(PlannedStep(.attach(request), reason: "it is not bound"), in: try Fixture.waiting())
        #expect(
            text.after == "to a free loop device, read-only, from 1 MiB, 1 GiB long, 4096-byte sectors, direct I/O on")
        #expect(text.before == nil)
        #expect(text.target == "/srv/a.img")
    }

    @Test func aPartitionIsNamedAsTheCommandsNameIt() throws {
        let store = try Fixture.archive()
        let extent = Fixture.extent(1, 1)
        let named = StepText(PlannedStep(.deletePartition(number: 1, extent: extent), reason: ""), in: store)
        let unnamed = StepText(PlannedStep(.deletePartition(number: 9, extent: extent), reason: ""), in: store)
        let disk = StepText(PlannedStep(.publish(number: nil, before: store.links, links: []), reason: ""), in: store)
        #expect([named.target, unnamed.target, disk.target] == ["archive/photos", "archive/part9", "archive/disk"])
        #expect([named.mark, disk.mark] == [.takeDown, .takeDown])
    }

    @Test func linksOfOneFolderAreDrawnTogether() throws {
        let links = try ["by-loopwright/a/esp", "by-role/boot", "by-loopwright/a/part1"].map(Fixture.link)
        #expect(LinkText.braced(links) == ["/dev/disk/by-loopwright/a/{esp,part1}", "/dev/disk/by-role/boot"])
    }
}
