// SPDX-License-Identifier: MIT

/// The signs that texts and pictures are drawn with.
package struct Glyphs: Hashable, Sendable {
    /// Whether text from outside is shown in ASCII too, with escapes for the rest.
    package let isASCII: Bool
    let arrow: String
    let backArrow: String
    let dash: String
    let ellipsis: String
    let horizontal: String
    let vertical: String
    let top: Corners
    let bottom: Corners
    /// What the span of an extended partition is drawn with under the bar.
    let span: Corners
    /// What free space is filled with.
    let free: String

    /// Where the lines of a frame meet: at its left end, between cells, at its right end.
    struct Corners: Hashable {
        let left: String
        let middle: String
        let right: String
    }

    package static let unicode = Glyphs(
        isASCII: false, arrow: "→", backArrow: "←", dash: "—", ellipsis: "…", horizontal: "─", vertical: "│",
        top: Corners(left: "┌", middle: "┬", right: "┐"), bottom: Corners(left: "└", middle: "┴", right: "┘"),
        span: Corners(left: "╰", middle: "─", right: "╯"), free: "░"
    )

    package static let ascii = Glyphs(
        isASCII: true, arrow: "->", backArrow: "<-", dash: "--", ellipsis: "..", horizontal: "-", vertical: "|",
        top: Corners(left: "+", middle: "+", right: "+"), bottom: Corners(left: "+", middle: "+", right: "+"),
        span: Corners(left: "\\", middle: "_", right: "/"), free: "."
    )
}
