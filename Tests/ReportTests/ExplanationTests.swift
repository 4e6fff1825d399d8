// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport

/// What `explain` shows, from values alone.
@Suite struct ExplanationTests {
    private func desired(_ backing: DesiredBacking) throws -> DesiredStore {
        var store = DesiredStore(
            name: try Fixture.store("appliance"), backing: backing,
            location: SourceLocation(file: "/etc/loopwright/a.yaml", line: 4, column: 3))
        store.size = Fixture.size(mebibytes: 8192)
        store.partitions = try ["esp", "root", "data"].map {
            DesiredPartition(name: try #require(PartitionName($0)), location: store.location)
        }
        return store
    }

    private func lines(_ explanation: Explanation) -> String {
        ExplanationText(Page(width: 80), isRoot: true).lines(of: explanation).joined(separator: "\n")
    }

    private func device() throws -> ObservedDevice {
        let partitions = try Fixture.applianceViews(node: "/dev/loop3").map { view in
            KernelPartition(
                number: view.number, extent: view.extent, name: "loop3p\(view.number)",
                device: DeviceNumber(major: 259, minor: UInt32(view.number)))
        }
        return ObservedDevice(
            name: "loop3", number: DeviceNumber(major: 7, minor: 3), sequence: DiskSequence(912),
            size: Fixture.size(mebibytes: 8192),
            binding: LoopBinding(
                backing: .file(device: 1, inode: 131), path: "/var/lib/images/appliance.img",
                reference: "loopwright/appliance"), partitions: partitions)
    }

    private func converged() throws -> Explanation {
        let path = "/var/lib/images/appliance.img"
        var observed = ObservedStore(
            backing: .present(
                PresentBacking(
                    path: path, identity: .file(device: 1, inode: 131), size: Fixture.size(mebibytes: 8192),
                    free: .gibibyte * 12)),
            contents: Contents(
                table: .present(try Fixture.table(try Fixture.appliancePartitions(), mebibytes: 8192)), signatures: [],
                holdsData: true),
            device: try device())
        let plan = try Fixture.converged()
        observed.records[nil] = plan.links
        for link in plan.links { observed.links[link] = .device(DeviceNumber(major: 7, minor: 3)) }
        for partition in plan.partitions {
            observed.records[partition.number] = partition.links
            for link in partition.links {
                observed.links[link] = .device(DeviceNumber(major: 259, minor: UInt32(partition.number)))
            }
        }
        let evidence = Evidence(
            mount: .init(place: "/var", kind: "xfs", source: "/dev/sda2"), allocated: .gibibyte,
            users: [
                .init(path: "/dev/loop3p2", uses: [.mounted(at: "/srv"), .openedBy(process: 812, command: "rsync")])
            ],
            fileSystems: [1: Signature(type: "vfat", label: "EFI"), 2: Signature(type: "ext4")])
        return Explanation(try desired(.file(path)), observed, plan, evidence)
    }

    @Test func aConvergedStore() throws {
        let text = lines(try converged())
        #expect(
            text == """
                appliance  converged: all is as the manifest says

                  manifest    /etc/loopwright/a.yaml:4:3
                              8 GiB, gpt, 3 partitions (esp, root, data)
                  backing     /var/lib/images/appliance.img
                              8 GiB, of which 1 GiB are allocated, inode 131
                              on '/var' (xfs of /dev/sda2), 12 GiB free
                  holds       gpt 00000000-0000-0000-0000-0000000000d0 with 3 partitions
                              sound, checksum 00000000, 128 entries, 512-byte sectors
                  device      /dev/loop3: 8 GiB, device 7:3, diskseq 912, 512-byte sectors
                              over '/var/lib/images/appliance.img', marked
                                'loopwright/appliance'
                  partitions  1 esp    256 MiB  /dev/loop3p1  vfat "EFI"
                              2 root     4 GiB  /dev/loop3p2  ext4
                              3 data  2.75 GiB  /dev/loop3p3
                  links       all 8 lead where they should
                  in use      /dev/loop3p2: mounted at '/srv'
                              /dev/loop3p2: opened by 'rsync' (process 812)
                """, "\(text)")
    }

    @Test func whatIsWrongWithLinks() throws {
        var store = try converged()
        let links = store.observed.links.keys.sorted()
        store.observed.links[links[0]] = .dangling
        store.observed.links[links[1]] = .device(DeviceNumber(major: 8, minor: 1))
        store.observed.links[links[2]] = .foreign
        store.observed.links[links[3]] = .elsewhere
        store.observed.links[links[4]] = nil
        store.observed.records[nil] = []
        store.observed.records[9] = [links[0]]
        let text = lines(store)
        #expect(text.contains("  links       3 of 8 lead where they should\n"), "\(text)")
        #expect(text.contains("              1 more\n"), "\(text)")
        #expect(text.contains("udev is told something else of the disk and partition 9\n"), "\(text)")
    }

    @Test func eachObstacleWithItsRemedy() throws {
        var store = try converged()
        store.plan.state = .blocked
        store.plan.obstacles = [Obstacle("one thing", remedy: "do this"), Obstacle("another", remedy: "do that")]
        #expect(
            lines(store).hasPrefix(
                """
                appliance  blocked: 2 things stand in its way
                  1. one thing
                     remedy: do this
                  2. another
                     remedy: do that

                """))
        store.plan.obstacles = [Obstacle("one thing", remedy: "do this")]
        (store.plan.reason, store.plan.remedy) = ("one thing", "do this")
        #expect(lines(store).hasPrefix("appliance  blocked: one thing\n  remedy: do this\n\n"))
    }

    @Test func disksThatNearlyFit() throws {
        let globs = ["ID_BUS": "usb", "ID_SERIAL": "WDC*"]
        let near: [Evidence.Candidate] = (0..<5).map {
            .init(
                node: "/dev/sd\($0)", fits: 1,
                misfits: [.init(property: "ID_SERIAL", wanted: "WDC*", found: $0 == 0 ? "Evil\u{1b}[2J" : nil)])
        }
        var store = Explanation(
            try desired(.match(globs)), ObservedStore(backing: .absent(reason: "no disk fits")),
            try Fixture.waiting(), Evidence(candidates: near))
        let text = lines(store)
        #expect(
            text.contains(
                """
                  disks       one with ID_BUS=usb, ID_SERIAL=WDC*
                              /dev/sd0 does not: ID_SERIAL is 'Evil\\x1b[2J'
                              /dev/sd1 does not: it has no ID_SERIAL
                              /dev/sd2 does not: it has no ID_SERIAL
                              2 other disks do not fit
                """), "\(text)")
        #expect(!text.contains("in use") && !text.contains("backing"))
        store.evidence.candidates[0].misfits = []
        #expect(lines(store).contains("              /dev/sd0 fits\n              4 other disks do not fit"))
        store.evidence.candidates = []
        #expect(lines(store).hasSuffix("udev knows of no disk at all"))
    }

    @Test func whatIsSeenWithoutRoot() throws {
        var store = try converged()
        store.evidence.users = []
        let text = ExplanationText(Page(width: 80), isRoot: false).lines(of: store).joined(separator: "\n")
        #expect(text.hasSuffix("  in use      by nobody, as far as can be told without root"))
        #expect(lines(store).hasSuffix("  in use      by nobody"))
    }

    @Test func whatTheAgentRemembers() throws {
        var store = try converged()
        store.agent = .init(name: store.plan.name, state: .converged, stateAge: .seconds(720), reason: "")
        #expect(lines(store).hasSuffix("  agent       has found it converged for 12 min"))
        store.agent?.state = .blocked
        store.agent?.reason = "its disk is not the one that left"
        store.agent?.remedy = "put it back"
        let text = lines(store)
        #expect(text.contains("has found it blocked for 12 min: its disk is not the one that"), "\(text)")
        #expect(text.hasSuffix("remedy: put it back"), "\(text)")
    }
}
