// SPDX-License-Identifier: MIT

/// The kind of a partition table.
package enum TableKind: String, Hashable, Sendable, CaseIterable {
    case gpt, mbr
}

/// The identifier of a whole disk: a GPT's disk GUID or the 32-bit signature of an MBR.
package enum TableIdentifier: Hashable, Sendable, CustomStringConvertible {
    case gpt(GUID)
    case mbr(UInt32)

    /// The text as libblkid and udev give it: lower case, and eight hexadecimal digits for an MBR.
    package var description: String {
        switch self {
        case .gpt(let guid): guid.description
        case .mbr(let signature): eightDigits(signature)
        }
    }
}

/// A 32-bit value as eight lower-case hexadecimal digits.
package func eightDigits(_ value: UInt32) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 8 - text.utf8.count) + text
}

/// The identifier of a partition: its GPT unique GUID, or on MBR the disk's signature and its number.
package enum PartitionIdentifier: Hashable, Sendable, CustomStringConvertible {
    case gpt(GUID)
    case mbr(disk: UInt32, number: Int)

    /// The PARTUUID as the kernel and udev write it (`8a6f2c10-01` for an MBR partition).
    package var description: String {
        switch self {
        case .gpt(let guid): return guid.description
        case .mbr(let disk, let number):
            let text = String(number, radix: 16)
            return eightDigits(disk) + "-" + (text.utf8.count == 1 ? "0" + text : text)
        }
    }
}
