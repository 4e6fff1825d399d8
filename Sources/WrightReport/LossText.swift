// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What is given up by a plan, partition by partition, with what lies in each.
struct LossText {
    let page: Page
    let store: StorePlan

    var lines: [StyledText] {
        guard !store.losses.isEmpty else { return [] }
        return store.losses.flatMap { head($0) + contents($0.holding) } + comfort
    }

    private func head(_ loss: Loss) -> [StyledText] {
        let partition = loss.partition
        let isGone = loss.remainder == .zero
        let mark: StepMark = isGone ? .takeDown : .change
        let name = loss.name.map { " \($0)" } ?? ""
        let head =
            page.text("  \(mark.rawValue) ", mark.ink) + page.text(isGone ? "lost" : "cut").padded(to: 8)
            + page.text("\(partition.number)\(name)", .heading)
        let length = partition.extent.length.inWords
        let parts = [
            page.text(isGone ? length : "\(length) \(page.glyphs.arrow) \(loss.remainder.inWords)")
                + page.text(" at ", .faint) + page.text(partition.extent.start.inWords),
            page.text(partition.type.description),
            partition.label.isEmpty ? StyledText() : page.quoted(partition.label),
            page.text("uuid \(partition.identifier)"), page.text(loss.node ?? "", .faint),
        ]
        return page.flowed(parts, after: head + .spaces(2), indent: LossText.indent)
    }

    private func contents(_ holding: Holding) -> [StyledText] {
        let head = StyledText.spaces(LossText.indent)
        let found = clauses(holding)
        return found.flatMap { page.flowed($0, after: head, indent: LossText.indent + 2) }
    }

    private func clauses(_ holding: Holding) -> [[StyledText]] {
        let contents = holding.contents
        var found: [[StyledText]] = contents.signatures.indices.map { index in
            let superblock = holding.superblocks.indices.contains(index) ? holding.superblocks[index] : nil
            return clause(contents.signatures[index], superblock)
        }
        switch contents.table {
        case .present(let table): found.append([page.text(TableChangeText.summary(table))])
        case .damaged(let reason), .unreadable(let reason): found.append([page.text(reason)])
        case .absent: break
        }
        guard found.isEmpty else { return found }
        return [[page.text(contents.holdsData ? "data of a kind that nothing here knows" : "nothing is found in it")]]
    }

    private func clause(_ signature: Signature, _ superblock: Superblock?) -> [StyledText] {
        let use = superblock.map { block in
            block.used.map { "\($0.inWords) of \(block.size.inWords) in use" } ?? block.size.inWords
        }
        return [
            page.text(signature.type, .heading), signature.label.map { page.quoted($0) } ?? StyledText(),
            page.text(signature.uuid.map { "uuid \($0)" } ?? ""), page.text(use ?? ""),
            superblock?.lastMount.map { page.text("last mounted at '\($0)'") } ?? StyledText(),
        ]
    }

    /// The table is saved, and what lies in the partitions is not written over.
    private var comfort: [StyledText] {
        let sentence =
            "only the table is changed: `loopwright undo \(store.name)` puts it back, and for as long as nothing is "
            + "written there what lies in it as well"
        return page.flowedSentence(sentence, after: .spaces(LossText.indent), indent: LossText.indent, .faint)
    }

    private static let indent = 12
}

extension Loss {
    var json: JSONValue {
        let superblocks = holding.superblocks
        let found = holding.contents.signatures.enumerated().map { index, signature in
            json(signature, superblocks.indices.contains(index) ? superblocks[index] : nil)
        }
        return [
            "name": JSONValue(name?.text), "number": .integer(Int64(partition.number)),
            "start": partition.extent.start.json, "size": partition.extent.length.json,
            "remainder": remainder.json, "type": .string(partition.type.description),
            "label": .string(partition.label), "uuid": .string(partition.identifier.description),
            "node": JSONValue(node), "contents": .array(found), "holds-data": .bool(holding.contents.holdsData),
        ]
    }

    private func json(_ signature: Signature, _ superblock: Superblock?) -> JSONValue {
        [
            "type": .string(signature.type), "label": JSONValue(signature.label), "uuid": JSONValue(signature.uuid),
            "size": superblock?.size.json ?? nil, "used": superblock?.used?.json ?? nil,
            "last-mount": JSONValue(superblock?.lastMount),
        ]
    }
}
