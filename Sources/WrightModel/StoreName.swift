// SPDX-License-Identifier: MIT

/// The name of a store: its key in the manifest, its folder under `/dev/disk/by-loopwright/`, and its mark on a loop.
///
/// Starts with a letter or a digit, goes on with letters, digits, `.`, `_` or `-`, and has at most 40 characters.
package struct StoreName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard isLinkComponent(text, atMost: 40) else { return nil }
        self.text = text
    }

    package var description: String { text }
    package static func < (left: StoreName, right: StoreName) -> Bool { left.text < right.text }

    /// The reference that marks a loop device as this store's: the C field is `lo_file_name`, 63 bytes at most.
    package var loopReference: String { StoreName.referencePrefix + text }
    package static let referencePrefix = "loopwright/"

    /// The store that a loop's `lo_file_name` marks it as, or nil where the mark is not loopwright's.
    package init?(loopReference: String) {
        guard loopReference.hasPrefix(StoreName.referencePrefix) else { return nil }
        self.init(String(loopReference.dropFirst(StoreName.referencePrefix.count)))
    }
}

/// Whether `text` may be one component of a link's path under both udev's and our own rules.
func isLinkComponent(_ text: String, atMost limit: Int) -> Bool { isLinkComponent(text.utf8, atMost: limit) }

func isLinkComponent(_ bytes: some Collection<UInt8>, atMost limit: Int) -> Bool {
    guard let first = bytes.first, isAlphanumeric(first), bytes.count <= limit else { return false }
    return bytes.allSatisfy {
        isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}
