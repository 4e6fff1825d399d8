// SPDX-License-Identifier: MIT

/// A symbolic link that udev keeps, as a path relative to `/dev/disk/`.
///
/// - never absolute, no empty, `.` or `..` component;
/// - letters, digits and `._+:-` only, at most 200 bytes in all (udev 252 loops on names of about 1019);
/// - the first component is not a directory that systemd's own rules fill, and there are at least two.
package struct LinkPath: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    private init(known text: String) { self.text = text }

    package static func < (left: LinkPath, right: LinkPath) -> Bool { left.text < right.text }
    package var description: String { text }
    /// The link's place in the file system.
    package var absolute: String { "/dev/disk/" + text }

    package static let ownFolder = "by-loopwright"
    /// How many links one device may have, our own included, so that a record stays one short line for udev.
    package static let maximumPerDevice = 16

    /// Directories under `/dev/disk/` that systemd's and other packages' rules fill.
    package static let foreignFolders: Set<String> = [
        "by-id", "by-path", "by-uuid", "by-label", "by-partuuid", "by-partlabel", "by-diskseq", "by-loop-ref",
        "by-loop-inode", "by-designator", "by-dname",
    ]

    /// Why a link of the manifest is not acceptable.
    package enum Problem: Error, Hashable {
        case empty, absolute, tooLong, noFolder
        case component(String)
        case foreignFolder(String)
        case ownFolder
    }

    /// Checks a name from a manifest's `links`.
    package static func parse(_ text: String) -> Result<LinkPath, Problem> {
        guard !text.isEmpty else { return .failure(.empty) }
        guard !text.hasPrefix("/") else { return .failure(.absolute) }
        guard text.utf8.count <= 200 else { return .failure(.tooLong) }
        let components = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if let bad = components.first(where: { !isComponent($0) }) { return .failure(.component(bad)) }
        guard components.count > 1 else { return .failure(.noFolder) }
        guard components[0] != ownFolder else { return .failure(.ownFolder) }
        guard !foreignFolders.contains(components[0]) else { return .failure(.foreignFolder(components[0])) }
        return .success(LinkPath(known: text))
    }

    private static func isComponent(_ text: String) -> Bool {
        guard !text.isEmpty, text != ".", text != ".." else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "+", ":", "-": true
            default: false
            }
        }
    }

    /// `by-loopwright/STORE/disk`: the whole device.
    package static func disk(of store: StoreName) -> LinkPath { own(store, "disk") }
    /// `by-loopwright/STORE/partN`: a partition by its number.
    package static func partition(_ number: Int, of store: StoreName) -> LinkPath { own(store, "part\(number)") }
    /// `by-loopwright/STORE/NAME`: a partition by its name.
    package static func partition(_ name: PartitionName, of store: StoreName) -> LinkPath { own(store, name.text) }

    /// Put together from bytes, which is quicker than from pieces of text: there are two of these for every partition.
    private static func own(_ store: StoreName, _ leaf: String) -> LinkPath {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ownFolder.utf8.count + store.text.utf8.count + leaf.utf8.count + 2)
        bytes += ownFolder.utf8
        bytes.append(UInt8(ascii: "/"))
        bytes += store.text.utf8
        bytes.append(UInt8(ascii: "/"))
        bytes += leaf.utf8
        return LinkPath(known: String(decoding: bytes, as: UTF8.self))
    }

    /// A link read back from the machine: one of our own, or one that a manifest could have named.
    package init?(observed text: String) {
        var text = text
        if text.withUTF8(LinkPath.isOwn) {
            self.init(known: text)
        } else if case .success(let link) = LinkPath.parse(text) {
            self = link
        } else {
            return nil
        }
    }

    /// Whether a text is `by-loopwright/STORE/LEAF`; most of what is read back is.
    private static func isOwn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let components = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return components.count == 3 && components[0].elementsEqual(ownFolder.utf8)
            && isLinkComponent(components[1], atMost: 40) && isLinkComponent(components[2], atMost: 40)
    }

    /// A link read back from a store's own folder, by its name there.
    package init?(_ leaf: String, observedOf store: StoreName) {
        guard isLinkComponent(leaf, atMost: 40) else { return nil }
        self = .own(store, leaf)
    }

    /// Whether the link is in loopwright's own folder.
    package var isOwn: Bool { text.hasPrefix(LinkPath.ownFolder + "/") }

    /// Whether the link is in a store's folder.
    package func isIn(_ store: StoreName) -> Bool { text.hasPrefix(LinkPath.ownFolder + "/" + store.text + "/") }
}
