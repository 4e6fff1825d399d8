// SPDX-License-Identifier: MIT

/// What is swapped to: /proc/swaps, see man 5 proc.
struct SwapTable {
    /// The paths of the devices and files.
    let paths: [String]

    /// The first line holds the headings; a path has blanks as `\040`.
    init(_ text: String) {
        paths = text.split(separator: "\n").dropFirst().compactMap { line in
            line.split(whereSeparator: { $0 == " " || $0 == "\t" }).first.map(unescaped)
        }
    }
}
