// SPDX-License-Identifier: MIT

/// The attribute bits of a partition: the 64-bit field of a GPT entry, or the active flag of an MBR entry (bit 2).
package struct PartitionAttributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Required to function (GPT bit 0).
    package static let required = PartitionAttributes(rawValue: 1 << 0)
    /// No block I/O protocol for EFI (GPT bit 1).
    package static let noBlockIO = PartitionAttributes(rawValue: 1 << 1)
    /// Legacy BIOS bootable (GPT bit 2).
    package static let legacyBoot = PartitionAttributes(rawValue: 1 << 2)
    /// Grow the file system to the partition's size when it is mounted (GPT bit 59).
    package static let growFileSystem = PartitionAttributes(rawValue: 1 << 59)
    /// Mount read-only (GPT bit 60).
    package static let readOnly = PartitionAttributes(rawValue: 1 << 60)
    /// Do not mount automatically (GPT bit 63).
    package static let noAuto = PartitionAttributes(rawValue: 1 << 63)
    /// The active flag of an MBR entry (status byte 0x80); it shares its bit with legacy boot, as in util-linux.
    package static let active = PartitionAttributes(rawValue: 1 << 2)

    /// The names that a manifest uses for the attributes of a GPT partition, in bit order.
    package static let gptNames: [(name: String, attribute: PartitionAttributes)] = [
        ("required", .required), ("no-block-io", .noBlockIO), ("legacy-boot", .legacyBoot),
        ("grow-fs", .growFileSystem), ("read-only", .readOnly), ("no-auto", .noAuto),
    ]

    /// The names that a manifest uses for the attributes of an MBR partition.
    package static let mbrNames: [(name: String, attribute: PartitionAttributes)] = [("active", .active)]

    /// The names that a manifest uses for the attributes of a partition in such a table, in bit order.
    package static func names(in kind: TableKind) -> [(name: String, attribute: PartitionAttributes)] {
        switch kind {
        case .gpt: gptNames
        case .mbr: mbrNames
        }
    }
}
