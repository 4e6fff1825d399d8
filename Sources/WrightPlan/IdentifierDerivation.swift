// SPDX-License-Identifier: MIT

package import WrightModel

/// The identifiers that loopwright gives out: the same for the same machine, store and name, and no others.
///
/// Each is the beginning of a SHA-256 over the namespace `loopwright`, the machine id or the store's seed, the store's
/// name, the role (`disk` or `partition`) and the partition's name, every field behind its length in eight bytes.
package struct IdentifierDerivation: Hashable, Sendable {
    /// The hash of what a store's identifiers have in common.
    private let beginning: SHA256

    /// - Parameter root: the store's seed, or the machine id.
    package init(root: String, store: StoreName) {
        beginning = SHA256().taking("loopwright").taking(root).taking(store.text)
    }

    /// The derivation for a store; nil on a machine that has no id, for a store that has no seed.
    package init?(for desired: DesiredStore, on host: Host) {
        guard let root = desired.seed ?? host.machineIdentifier else { return nil }
        self.init(root: root, store: desired.name)
    }

    /// The GUID of a store's GPT.
    package var disk: GUID { identifier(role: "disk", name: "") }

    /// The GUID of a partition.
    package func partition(_ name: PartitionName) -> GUID { identifier(role: "partition", name: name.text) }

    /// The signature of a store's MBR, which is never zero, for a zero means that there is none.
    package var diskSignature: UInt32 {
        let value = digest(role: "disk", name: "").prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return value == 0 ? 1 : value
    }

    /// The identifier of a disk in a table of the given kind.
    package func disk(in kind: TableKind) -> TableIdentifier {
        switch kind {
        case .gpt: .gpt(disk)
        case .mbr: .mbr(diskSignature)
        }
    }

    /// A UUID of version 8 (RFC 9562): 122 bits of the digest.
    private func identifier(role: String, name: String) -> GUID {
        var bytes = Array(digest(role: role, name: name).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        return GUID(bytes: bytes) ?? .zero
    }

    private func digest(role: String, name: String) -> [UInt8] {
        beginning.taking(role).taking(name).digest()
    }
}

extension SHA256 {
    /// The hash with one more field, behind its length in eight bytes.
    fileprivate func taking(_ field: String) -> SHA256 {
        var hash = self
        hash.update(withUnsafeBytes(of: UInt64(field.utf8.count).bigEndian, Array.init))
        hash.update(field.utf8)
        return hash
    }
}
