// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A manifest that says what was found, so that a plan for it has nothing to do.
///
/// What a manifest cannot say is left out, which leaves it untouched, and is told in a comment.
package struct ManifestText {
    private let source: ManifestSource

    package init(_ source: ManifestSource) { self.source = source }

    /// The whole text, with a line break at its end.
    package var text: String {
        let head = ["version: 1", "stores:", "  \(YAMLText.scalar(DerivedName.store(path: source.path))):"]
        let body = (backing + contents).map { "    " + $0 }
        return (head + body).joined(separator: "\n") + "\n"
    }

    private var backing: [String] {
        var lines: [String] = []
        switch source.kind {
        case .file(let size):
            lines.append("file: " + YAMLText.scalar(source.path))
            lines.append(self.size(size))
        case .device:
            lines.append("device: " + YAMLText.scalar(source.path))
            if source.attachment == .direct { lines.append("attach: direct") }
        }
        // Only a loop is made read-only; a disk that is partitioned itself is what it is.
        return lines + (source.isReadOnly && source.attachment == .loop ? ["read-only: true"] : [])
    }

    /// The size of a file, unless something would be changed for the manifest's saying it.
    private func size(_ size: ByteCount) -> String {
        guard size.isMultiple(of: .sysfsSector), size > .zero else {
            return "# its \(size.bytes) bytes are no whole number of sectors"
        }
        guard source.contents.table.table?.condition != .backupMisplaced else {
            return "# 'size: \(size.inManifest)' would have the backup of the GPT moved to the end of the file"
        }
        return "size: " + size.inManifest
    }

    private var contents: [String] {
        let signatures = source.contents.signatures.map(SignatureText.clause)
        switch source.contents.table {
        case .present(let table):
            return signatures.map { "# besides the table it holds \($0)" }
                + TableManifest(table, source.attachment).lines
        case .damaged(let why):
            return ["# its partition table is damaged and is taken as it is: " + Escape.visible(why)]
        case .unreadable(let why):
            return ["# its partition table could not be read and is taken as it is: " + Escape.visible(why)]
        case .absent where signatures.isEmpty:
            return [source.contents.holdsData ? "# it holds data that nothing recognises" : "# it is blank"]
        case .absent:
            return signatures.map { "# no partition table: it holds \($0)" }
        }
    }
}
