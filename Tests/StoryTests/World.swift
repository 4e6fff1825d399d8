// SPDX-License-Identifier: MIT

import WrightManifest
import WrightModel
import WrightPlan

/// Small builders for what a story finds on its machine.
enum World {
    static let imagePath = "/srv/a.img"
    static let image = BackingIdentity.file(device: 1, inode: 7)

    /// An image file that is there and that no device stands on.
    static func file(
        _ size: ByteCount, at path: String = imagePath, _ contents: Contents = .blank
    ) -> ObservedStore {
        ObservedStore(
            backing: .present(
                PresentBacking(path: path, identity: image, size: size, free: gibibytes(10))),
            contents: contents)
    }

    /// A disk that is plugged in; as `attach: direct` sees it, it is the store's device, too.
    static func disk(
        _ size: ByteCount, named name: String = "sdb", _ contents: Contents = .blank, isDirect: Bool = false
    ) -> ObservedStore {
        let number = DeviceNumber(major: 8, minor: 16)
        let backing = PresentBacking(
            path: "/dev/\(name)", identity: .device(number), size: size, sequence: DiskSequence(3))
        let device = ObservedDevice(name: name, number: number, sequence: DiskSequence(3), size: size)
        return ObservedStore(backing: .present(backing), contents: contents, device: isDirect ? device : nil)
    }

    /// A GPT with one partition of 100 MiB.
    static let sample = Contents.holding(
        PartitionTable(
            kind: .gpt, identifier: .gpt(.zero), sectorSize: .bytes512, entries: 128,
            usable: Extent(from: ByteCount(34 * 512), to: gibibytes(1)),
            partitions: [
                TablePartition(
                    number: 1, extent: Extent(start: .mebibyte, length: mebibytes(100)), type: .gpt(.zero),
                    identifier: .gpt(.zero))
            ], checksum: 1))

    static func gibibytes(_ count: Int64) -> ByteCount { .gibibyte * count }
    static func mebibytes(_ count: Int64) -> ByteCount { .mebibyte * count }

    /// What a store is once another manifest has been carried out, or the first steps of its plan.
    static func after(
        _ manifest: String, of store: String = "a", steps: Int? = nil, from world: ObservedStore? = nil
    ) throws -> ObservedStore {
        let desired = try Manifest.parse(files: [("earlier.yaml", Array(manifest.utf8))]).get()
        var machine = SimulatedMachine(desired) { $0.name.text == store ? world : nil }
        guard let target = desired.stores.first(where: { $0.name.text == store }) else { throw Unknown() }
        machine.take(steps, of: target)
        return machine.observe(target)
    }

    struct Unknown: Error {}
}

extension Contents {
    /// Something that libblkid knows and that is no partition table.
    static func holding(_ type: String, label: String? = nil) -> Contents {
        Contents(table: .absent, signatures: [Signature(type: type, label: label)], holdsData: true)
    }

    static func holding(_ table: PartitionTable) -> Contents {
        Contents(table: .present(table), signatures: [], holdsData: true)
    }

    static func damaged(_ reason: String) -> Contents {
        Contents(table: .damaged(reason), signatures: [], holdsData: true)
    }
}

extension ObservedStore {
    /// The store without its loop and its links: what a reboot leaves.
    var detached: ObservedStore {
        but {
            $0.device = nil
            $0.links = [:]
            $0.records = [:]
        }
    }

    /// The store with something changed behind loopwright's back.
    func but(_ change: (inout ObservedStore) -> Void) -> ObservedStore {
        var changed = self
        change(&changed)
        return changed
    }
}
