// SPDX-License-Identifier: MIT

import WrightModel

/// What is mounted, as this process sees it: /proc/self/mountinfo, see man 5 proc.
struct MountTable {
    struct Mount: Hashable {
        var number: DeviceNumber
        var place: String
        /// The kind of file system: `ext4`.
        var kind: String
        var source: String
    }

    let mounts: [Mount]

    init(_ text: String) { mounts = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap(MountTable.mount) }

    /// `36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/sda1 rw`: optional fields come before the hyphen.
    private static func mount(_ line: Substring.UTF8View) -> Mount? {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count > 6, let number = DeviceNumber(sysfs: Substring(fields[2])),
            let hyphen = fields[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }), fields.count > hyphen + 2
        else { return nil }
        return Mount(
            number: number, place: unescaped(Substring(fields[4])), kind: unescaped(Substring(fields[hyphen + 1])),
            source: unescaped(Substring(fields[hyphen + 2])))
    }
}

/// Text of /proc with the escapes undone that the kernel writes for blanks, `\040`.
func unescaped(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        let digits = rest.prefix(3)
        if byte == UInt8(ascii: "\\"), let value = octal(digits) {
            bytes.append(value)
            rest = rest.dropFirst(3)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The value of three octal digits.
private func octal(_ digits: Substring.UTF8View.SubSequence) -> UInt8? {
    guard digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else {
        return nil
    }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
}
