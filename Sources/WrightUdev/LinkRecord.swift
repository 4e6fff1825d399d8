// SPDX-License-Identifier: MIT

package import WrightModel

/// What udev is told of one device: which links lead to it, and which store it belongs to.
package struct LinkRecord: Hashable, Sendable {
    package var store: StoreName
    package var links: [LinkPath]

    package init(store: StoreName, links: [LinkPath]) {
        self.store = store
        self.links = links
    }

    /// The lines that a rule's IMPORT{file} reads, `KEY=value`; the properties of `rules/65-loopwright.rules`.
    package var text: String {
        var lines = ["LW_STORE=\(store)"]
        for (index, link) in links.enumerated() {
            lines.append("LW_LINK\(index == 0 ? "" : String(index + 1))=\(link)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A record from its lines; nil where they name no store.
    ///
    /// A link that is none of ours is passed over.
    package init?(text: String) {
        var store: StoreName?
        var links: [LinkPath] = []
        var text = text
        text.withUTF8 { bytes in
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let value = String(decoding: line[equals...].dropFirst(), as: UTF8.self)
                if line[..<equals].elementsEqual("LW_STORE".utf8) {
                    store = StoreName(value)
                } else if line.starts(with: "LW_LINK".utf8), let link = LinkPath(observed: value) {
                    links.append(link)
                }
            }
        }
        guard let store else { return nil }
        self.init(store: store, links: links)
    }
}
