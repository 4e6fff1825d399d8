// SPDX-License-Identifier: MIT

package import WrightModel

/// Links as their absolute paths.
package enum LinkText {
    /// The absolute paths, those of one folder drawn together as a shell's braces do.
    ///
    /// `/dev/disk/by-loopwright/appliance/{esp,part1}`; the order of the folders and of the links is kept.
    package static func braced(_ links: [LinkPath]) -> [String] {
        var folders: [(folder: String, leaves: [String])] = []
        for link in links {
            let (folder, leaf) = split(link)
            if let index = folders.firstIndex(where: { $0.folder == folder }) {
                folders[index].leaves.append(leaf)
            } else {
                folders.append((folder, [leaf]))
            }
        }
        return folders.map { group in
            group.folder + (group.leaves.count == 1 ? group.leaves[0] : "{" + group.leaves.joined(separator: ",") + "}")
        }
    }

    /// A node and the links that lead to it, each group of links a part of its own.
    static func parts(node: String?, _ links: [LinkPath], _ page: Page) -> [StyledText] {
        let groups = braced(links).map { (page.text(page.glyphs.backArrow + " ", .faint) + page.text($0)).unbroken }
        return (node.map { [page.text($0)] } ?? []) + groups
    }

    private static func split(_ link: LinkPath) -> (folder: String, leaf: String) {
        let path = link.absolute
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        let leafStart = path.utf8.index(after: slash)
        return (String(path[..<leafStart]), String(path[leafStart...]))
    }
}
