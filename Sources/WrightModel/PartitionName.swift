// SPDX-License-Identifier: MIT

/// The name of a partition within its store: its identity in the manifest and its link.
///
/// The letters of a store's name; `disk` and `part` followed by digits are taken by links of their own.
package struct PartitionName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard isLinkComponent(text, atMost: 40), !PartitionName.isReserved(text) else { return nil }
        self.text = text
    }

    package var description: String { text }
    package static func < (left: PartitionName, right: PartitionName) -> Bool { left.text < right.text }

    /// Whether `text` names the whole device (`disk`) or a partition by number (`part` and digits).
    package static func isReserved(_ text: String) -> Bool {
        guard text != "disk" else { return true }
        let digits = text.dropFirst(4)
        return text.hasPrefix("part") && !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
    }
}
