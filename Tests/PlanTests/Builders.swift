// SPDX-License-Identifier: MIT

import WrightModel
import WrightPlan

let machine = Host(machineIdentifier: "8d3e1f0c9b7a46528e4d5c6b7a890123", linkKeeper: .udev)
let imagePath = "/images/a.img"
let imageIdentity = BackingIdentity.file(device: 1, inode: 7)
let someGUID = known(GUID("11111111-2222-3333-4444-555555555555"))
let someTypeGUID = known(GUID("0fc63daf-8483-4772-8e79-3d69d8477de4"))

/// A literal of a test that is known to be valid.
func known<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a literal of the tests is not valid") }
    return value
}

func storeName(_ text: String) -> StoreName { known(StoreName(text)) }
func partitionName(_ text: String) -> PartitionName { known(PartitionName(text)) }
func link(_ text: String) -> LinkPath { known(LinkPath(observed: text)) }
func own(_ leaf: String, of store: String = "a") -> LinkPath { link("by-loopwright/\(store)/\(leaf)") }

func mebibytes(_ count: Int64) -> ByteCount { .mebibyte * count }
func kibibytes(_ count: Int64) -> ByteCount { .kibibyte * count }
func extent(_ start: ByteCount, _ length: ByteCount) -> Extent { Extent(start: start, length: length) }

func part(_ name: String, _ size: DesiredSize? = nil, _ edit: (inout DesiredPartition) -> Void = { _ in })
    -> DesiredPartition
{
    var partition = DesiredPartition(
        name: partitionName(name), location: SourceLocation(file: "a.yaml", line: 1, column: 1))
    partition.size = size
    edit(&partition)
    return partition
}

func store(
    _ name: String = "a", _ backing: DesiredBacking = .file(imagePath), _ partitions: [DesiredPartition] = [],
    _ edit: (inout DesiredStore) -> Void = { _ in }
) -> DesiredStore {
    var store = DesiredStore(
        name: storeName(name), backing: backing, location: SourceLocation(file: "a.yaml", line: 1, column: 1))
    store.partitions = partitions
    edit(&store)
    return store
}

/// A store of 64 MiB with one partition of 16 MiB and one that takes the rest.
func usual(_ edit: (inout DesiredStore) -> Void = { _ in }) -> DesiredStore {
    store("a", .file(imagePath), [part("boot", .fixed(mebibytes(16))), part("data", .rest)]) {
        $0.size = mebibytes(64)
        edit(&$0)
    }
}

func image(_ size: ByteCount = mebibytes(64), _ edit: (inout PresentBacking) -> Void = { _ in }) -> PresentBacking {
    var backing = PresentBacking(path: imagePath, identity: imageIdentity, size: size)
    edit(&backing)
    return backing
}

func disk(_ size: ByteCount = mebibytes(64), _ edit: (inout PresentBacking) -> Void = { _ in }) -> PresentBacking {
    var backing = PresentBacking(
        path: "/dev/sdb", identity: .device(DeviceNumber(major: 8, minor: 16)), size: size, sequence: DiskSequence(3))
    edit(&backing)
    return backing
}

/// A backing that is there, blank unless something else is said.
func standing(
    _ backing: PresentBacking = image(), _ contents: Contents = .blank, _ edit: (inout ObservedStore) -> Void = { _ in }
) -> ObservedStore {
    var observed = ObservedStore(backing: .present(backing), contents: contents)
    edit(&observed)
    return observed
}

/// The disk itself, as `attach: direct` sees it.
func wholeDisk(_ size: ByteCount = mebibytes(64), uses: [DeviceUse] = []) -> ObservedDevice {
    ObservedDevice(
        name: "sdb", number: DeviceNumber(major: 8, minor: 16), sequence: DiskSequence(3), size: size, uses: uses)
}

/// A loop that somebody else attached to the usual image.
func stranger(_ edit: (inout ObservedDevice) -> Void = { _ in }) -> ObservedDevice {
    var loop = ObservedDevice(
        name: "loop7", number: DeviceNumber(major: 7, minor: 7), sequence: DiskSequence(9), size: mebibytes(64),
        binding: LoopBinding(backing: imageIdentity, path: imagePath, reference: imagePath))
    edit(&loop)
    return loop
}

func gpt(
    _ partitions: [TablePartition], size: ByteCount = mebibytes(64), entries: Int = 128,
    _ edit: (inout PartitionTable) -> Void = { _ in }
)
    -> PartitionTable
{
    var table = PartitionTable(
        kind: .gpt, identifier: .gpt(someGUID), sectorSize: .bytes512, entries: entries,
        usable: known(TableGeometry.usable(kind: .gpt, deviceSize: size, sectorSize: .bytes512, entries: entries)),
        partitions: partitions, checksum: 77)
    edit(&table)
    return table
}

func mbr(_ partitions: [TablePartition], size: ByteCount = mebibytes(64)) -> PartitionTable {
    PartitionTable(
        kind: .mbr, identifier: .mbr(0xcafe_f00d), sectorSize: .bytes512, entries: 4,
        usable: known(TableGeometry.usable(kind: .mbr, deviceSize: size, sectorSize: .bytes512, entries: 4)),
        partitions: partitions, chain: chain(of: partitions), checksum: 78)
}

/// The EBRs where sfdisk puts them: the first where the extended partition begins, and each other a mebibyte in front.
private func chain(of partitions: [TablePartition]) -> [Extent] {
    let first = partitions.first { $0.role == .extended }?.extent.start
    return partitions.filter { $0.role == .logical }.enumerated().map { index, partition in
        let place = index == 0 ? first : partition.extent.start - .mebibyte
        return extent(place ?? .zero, SectorSize.bytes512.count)
    }
}

func entry(
    _ number: Int, _ start: ByteCount, _ length: ByteCount, _ label: String = "",
    _ edit: (inout TablePartition) -> Void = { _ in }
)
    -> TablePartition
{
    var partition = TablePartition(
        number: number, extent: extent(start, length), type: .gpt(someTypeGUID),
        identifier: .gpt(guid(UInt8(truncatingIfNeeded: number))), label: label)
    edit(&partition)
    return partition
}

func mbrEntry(_ number: Int, _ start: ByteCount, _ length: ByteCount, role: TablePartition.Role = .primary)
    -> TablePartition
{
    TablePartition(
        number: number, extent: extent(start, length), type: .mbr(role == .extended ? 0x05 : 0x83),
        identifier: .mbr(disk: 0xcafe_f00d, number: number), role: role)
}

func guid(_ last: UInt8) -> GUID { known(GUID(bytes: [UInt8](repeating: 0xaa, count: 15) + [last])) }

extension Contents {
    static func holding(_ table: PartitionTable) -> Contents {
        Contents(table: .present(table), signatures: [], holdsData: true)
    }
}

extension ObservedStore {
    func applying(_ steps: some Sequence<PlannedStep>, for desired: DesiredStore, host: Host = machine) -> ObservedStore
    {
        steps.reduce(self) { $0.applying($1.step, for: desired, host: host) }
    }
}

/// The world in which a store's plan has been carried out.
func settled(_ desired: DesiredStore, from observed: ObservedStore = creatable) -> ObservedStore {
    observed.applying(Planner.plan(desired, observed, host: machine).steps, for: desired)
}

let creatable = ObservedStore(backing: .creatable(path: imagePath, free: .gibibyte))
