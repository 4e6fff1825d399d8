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
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            if parts[0] == "LW_STORE" {
                store = StoreName(String(parts[1]))
            } else if parts[0].hasPrefix("LW_LINK"), let link = LinkPath(observed: String(parts[1])) {
                links.append(link)
            }
        }
        guard let store else { return nil }
        self.init(store: store, links: links)
    }
}
