// SPDX-License-Identifier: MIT

/// A number from a text that is the same in every process, as Swift's own hashes are not: FNV-1a, 64 bits.
///
/// For values that are only to differ from each other; it protects nothing.
package enum StableHash {
    package static func of(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
