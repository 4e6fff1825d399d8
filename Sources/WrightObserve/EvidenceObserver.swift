// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel
import WrightUdev

/// Looks closer at a store than a plan needs: at all who use it, at what it lies on, and at the disks that might have
/// been its own.
///
/// It changes nothing.
package enum EvidenceObserver {
    package static func evidence(of store: DesiredStore, _ observed: ObservedStore) -> Evidence {
        var evidence = Evidence(users: users(of: observed), fileSystems: fileSystems(on: observed.device))
        switch store.backing {
        case .file(let path):
            evidence.mount = MountPoint.of(path)
            evidence.allocated = FileStatus.at(path)?.allocated
        case .device: break
        case .match(let globs): evidence.candidates = DiskMatch(globs: globs).assess(UdevDatabase.disks())
        }
        return evidence
    }

    /// A device or a file that the store is made of, and who uses it as far as the snapshot of the machine told.
    private struct Part {
        let path: String
        let identity: BackingIdentity
        let uses: [DeviceUse]
    }

    private static func users(of observed: ObservedStore) -> [Evidence.Users] {
        let parts = parts(of: observed)
        let openers = DeviceOpeners.look(for: Set(parts.map(\.identity)))
        return parts.compactMap { part in
            let lockers = part.path.hasPrefix("/dev/") ? LockHolders.holders(of: part.path) : []
            let uses = part.uses + openers.openers(of: part.identity).filter { !lockers.contains($0) }
            guard !uses.isEmpty || !lockers.isEmpty else { return nil }
            return Evidence.Users(path: part.path, uses: uses, lockers: lockers)
        }
    }

    /// The backing first, and each once.
    private static func parts(of observed: ObservedStore) -> [Part] {
        var parts: [Part] = []
        if let backing = observed.backing.present {
            parts.append(Part(path: backing.path, identity: backing.identity, uses: backing.uses))
        }
        for device in [observed.device].compactMap(\.self) + observed.strangers {
            parts.append(Part(path: device.node, identity: .device(device.number), uses: device.uses))
            parts += device.partitions.map { Part(path: $0.node, identity: .device($0.device), uses: $0.uses) }
        }
        var seen: Set<BackingIdentity> = []
        return parts.filter { seen.insert($0.identity).inserted }
    }

    private static func fileSystems(on device: ObservedDevice?) -> [Int: Signature] {
        var found: [Int: Signature] = [:]
        for partition in device?.partitions ?? [] {
            guard let properties = UdevDatabase.properties(of: partition.device), let type = properties["ID_FS_TYPE"]
            else { continue }
            found[partition.number] = Signature(
                type: type, label: properties["ID_FS_LABEL"], uuid: properties["ID_FS_UUID"])
        }
        return found
    }
}
