// SPDX-License-Identifier: MIT

package import WrightModel

/// Names that a manifest may use, made of names that were given for other ends.
package enum DerivedName {
    /// A store's name from the path of its image or device: the last component without an image's usual extension.
    package static func store(path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        let stem = extensions.first { file.lowercased().hasSuffix($0) }.map { String(file.dropLast($0.count)) } ?? file
        return sanitised(stem) ?? sanitised(file) ?? "store"
    }

    /// Names for the partitions of a table, by number: from the label where it gives one that no other has, else `pN`.
    package static func partitions(_ partitions: [TablePartition]) -> [Int: String] {
        let names = self.partitions(partitions.map { ($0.label, "p\($0.number)") })
        return Dictionary(zip(partitions.map(\.number), names)) { first, _ in first }
    }

    /// Names for partitions: from the label where it gives one that no other has, else what each falls back on.
    package static func partitions(_ partitions: [(label: String, fallback: String)]) -> [String] {
        var taken = Set(partitions.map(\.fallback))
        return partitions.map { label, fallback in
            let name = sanitised(label).flatMap(PartitionName.init)?.text
            return name.flatMap { $0 == fallback || taken.insert($0).inserted ? $0 : nil } ?? fallback
        }
    }

    private static let extensions = [".img", ".raw", ".image", ".bin", ".iso", ".dd", ".disk"]

    /// The text with a hyphen for every run of what no name may hold, from its first letter or digit to its last, in at
    /// most 40 characters; nil where nothing is left.
    private static func sanitised(_ text: String) -> String? {
        var name: [UInt8] = []
        for byte in text.utf8 {
            if isAlphanumeric(byte) || (isMark(byte) && !name.isEmpty) {
                name.append(byte)
            } else if let last = name.last, !isMark(last) {
                name.append(UInt8(ascii: "-"))
            }
        }
        let kept = name.prefix(40).reversed().drop(while: isMark).reversed()
        return kept.isEmpty ? nil : String(decoding: Array(kept), as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isMark(_ byte: UInt8) -> Bool { "._-".utf8.contains(byte) }
}
