// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The columns in which the partitions of a table are listed: number, name, size and start stand under each other.
struct PartitionColumns {
    private let page: Page
    private let names: [Int: String]
    private let number: Int
    private let name: Int
    private let size: Int
    private let start: Int

    init(_ partitions: [TablePartition], names store: StorePlan, _ page: Page) {
        self.page = page
        let known = Dictionary(
            store.partitions.map { ($0.number, $0.name?.text) }, uniquingKeysWith: { first, _ in first })
        names = known.compactMapValues(\.self)
        let widest: ((TablePartition) -> String) -> Int = { text in partitions.map { text($0).count }.max() ?? 0 }
        number = widest { String($0.number) }
        name = widest { [names] in names[$0.number] ?? "" }
        size = widest { $0.extent.length.inWords }
        start = widest { $0.extent.start.inWords }
    }

    /// The start of a line: mark, number and name.
    func head(_ partition: TablePartition, mark: StepMark, _ indent: Int) -> StyledText {
        let number = page.text(String(partition.number)).padded(to: number, .right)
        let name = page.text(names[partition.number] ?? "", .heading).padded(to: name)
        return StyledText.spaces(indent) + page.text(mark.rawValue + " ", mark.ink) + number + StyledText.spaces(1)
            + name
            + StyledText.spaces(2)
    }

    /// A partition with all that there is to say of it.
    func line(_ partition: TablePartition, mark: StepMark, _ indent: Int) -> [StyledText] {
        let size = page.text(partition.extent.length.inWords).padded(to: size, .right)
        let start = page.text(partition.extent.start.inWords).padded(to: start, .right)
        let isLabelSaid = partition.label.isEmpty || partition.label == names[partition.number]
        let parts = [
            size + page.text(" at ", .faint) + start, page.text(partition.type.description),
            isLabelSaid ? StyledText() : page.quoted(partition.label, .faint),
            page.text(AttributeText.list(partition.attributes, partition.type.kind, none: ""), .faint),
        ]
        return page.flowed(parts, after: head(partition, mark: mark, indent), indent: indent + 4)
    }
}
