// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The keys of a store.
enum StoreKeys: RecordKeys {
    typealias Key<Value: Sendable> = Field<StoreKeys, Value>

    static let file = Key(
        "file", .path("the path of an image"), "An image file by its absolute path: the store's backing.")
    static let device = Key(
        "device", .path("the path of a block device"),
        "A block device by an absolute path, best a /dev/disk/by-* name: the store's backing.")
    static let match = Key<[MapEntry<String, String>]>(
        "match",
        .map(
            from: .propertyName, to: .line("a shell glob"), atLeast: 1,
            remedy: "write udev properties with shell globs such as {ID_SERIAL: \"WDC_WD40*\"}"),
        "The udev properties, as shell globs, that exactly one disk has: the store's backing.")
    static let size = Key(
        "size", .size, "The size that the file is made at or grown to; without it the file must exist.")
    static let allocate = Key<Allocation>(
        "allocate", .choice("an allocation", Allocation.allCases.map { ($0.rawValue, $0) }),
        "How room for the file is taken: sparse (the default) or full.")
    static let offset = Key(
        "offset", .sectors(allowsZero: true), "Where in the backing the slice begins that the store uses.")
    static let length = Key(
        "length", .sectors(allowsZero: false), "How long the slice of the backing is that the store uses.")
    static let attach = Key<AttachmentMode>(
        "attach", .choice("a way to attach", AttachmentMode.allCases.map { ($0.rawValue, $0) }),
        "loop (the default): a loop device stands over the backing; direct: a real disk is partitioned itself."
    )
    static let readOnly = Key("read-only", .boolean, "Whether the loop device is read-only.")
    static let directIO = Key<DirectIO>(
        "direct-io", .choice("a direct-io mode", DirectIO.allCases.map { ($0.rawValue, $0) }),
        "Whether the loop device goes around the page cache: auto (the default), on or off.")
    static let sectorSize = Key(
        "sector-size", .sectorSize,
        "The loop device's sector size; without it that of the table on the backing, else 512.")
    static let table = Key<DesiredTable>(
        "table",
        .choice("a partition table", TableKind.allCases.map { ($0.rawValue, .kind($0)) } + [("none", .noTable)]),
        "The kind of partition table: gpt (the default where partitions are declared), mbr or none.")
    static let uuid = Key(
        "uuid", .tableIdentifier,
        "The disk's identifier: a UUID in a gpt table, eight hexadecimal digits in an mbr table.")
    static let entries = Key(
        "entries", .integer(1...TableGeometry.gptEntryLimit, reason: "the kernel reads at most 4 MiB of entries"),
        "The number of entries of a gpt table that is made.")
    static let align = Key(
        "align", .alignment, "What the start of each new partition is a multiple of: a power of two, 1MiB by default.")
    static let partitions = Key<[Marked<Record<PartitionKeys>>]>(
        "partitions",
        .list(of: .record(PartitionKeys.self), atMost: PartitionLimit.count, reason: PartitionLimit.reason),
        "The partitions in the order in which they lie on the disk.")
    static let links = Key<[Marked<LinkPath>]>(
        "links", .distinctList(of: .link), "More names for the whole device, relative to /dev/disk/.")
    static let seed = Key(
        "seed", .line("a seed"), "Takes the machine id's place where identifiers are derived.")

    static let noun = "a store"
    static let fields: [any FieldDefinition] = [
        file, device, match, size, allocate, offset, length, attach, readOnly, directIO, sectorSize, table, uuid,
        entries, align, partitions, links, seed,
    ]

    static let constraints: [JSONValue.Member] = [
        .init("oneOf", .array([file.name, device.name, match.name].map { ["required": [.string($0)]] })),
        .init("dependentRequired", .object([size.name, allocate.name].map { .init($0, [.string(file.name)]) })),
    ]
}
