// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A cell of a picture's bar: one run of the device, or neighbours that have no room for cells of their own.
struct LayoutCell {
    var entries: [LayoutEntry]

    var isFree: Bool { entries.allSatisfy(\.isFree) }
    var isNested: Bool { entries.allSatisfy(\.isNested) }
    /// The bytes to scale; a sum of extents that overlap may be more than the device has.
    var bytes: Double { entries.reduce(0) { $0 + Double($1.extent.length.bytes) } }

    /// The least width at which the cell can be told from others: that of a number, or of a short range of numbers.
    var leastWidth: Int {
        guard entries.count == 1 else { return LayoutCell.leastSharedWidth }
        return numbers.first.map { String($0).count } ?? 1
    }

    static let leastSharedWidth = 7

    /// What the first row says in a number of columns.
    func title(width: Int, _ glyphs: Glyphs) -> String {
        guard entries.count == 1, let entry = entries.first else { return longest(sharedTitles(glyphs), width) }
        if entry.isFree { return longest(["free"], width) }
        if let filling = entry.filling {
            return DisplayWidth.cut(Escape.visible(filling, asciiOnly: glyphs.isASCII), to: width, glyphs.ellipsis)
        }
        guard let partition = entry.partition else { return "" }
        let number = String(partition.number)
        let name = partition.name?.text ?? Escape.visible(partition.label, asciiOnly: glyphs.isASCII)
        guard !name.isEmpty, width >= number.count + 4 else { return number }
        return DisplayWidth.cut("\(number) \(name)", to: width, glyphs.ellipsis)
    }

    /// What the second row says in a number of columns.
    func size(width: Int) -> String {
        entries.count == 1 ? longest(entries.map { $0.extent.length.inBrief }, width) : ""
    }

    private var numbers: [Int] { entries.compactMap(\.partition?.number) }

    private func sharedTitles(_ glyphs: Glyphs) -> [String] {
        let count = Sentence.count(numbers.count, "partition")
        guard let first = numbers.first, let last = numbers.last, last - first == numbers.count - 1 else {
            return [count, glyphs.ellipsis]
        }
        return ["\(first)\(glyphs.ellipsis)\(last)", glyphs.ellipsis]
    }

    private func longest(_ texts: [String], _ width: Int) -> String {
        texts.first { DisplayWidth.of($0) <= width } ?? ""
    }
}
