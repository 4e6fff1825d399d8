// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightUdev

/// Finds what a store's backing is: the file or device at its path, or the one disk that fits its `match`.
package struct BackingObserver {
    private let snapshot: MachineSnapshot
    private let trust: PathTrust

    package init(snapshot: MachineSnapshot, trust: PathTrust) {
        self.snapshot = snapshot
        self.trust = trust
    }

    package func backing(of store: DesiredStore) -> ObservedBacking {
        switch store.backing {
        case .file(let path): file(path)
        case .device(let path): device(path)
        case .match(let globs): disk(matching: globs)
        }
    }

    // MARK: Files

    private func file(_ path: String) -> ObservedBacking {
        do {
            let descriptor = try TrustedPath.open(path, .pathOnly, trust: trust)
            return try present(path, descriptor)
        } catch let refusal as PathRefusal {
            return observed(refusal, of: path)
        } catch {
            return .refused(reason: "\(error)", remedy: "mend that, then try again")
        }
    }

    private func present(_ path: String, _ descriptor: borrowing OwnedDescriptor) throws -> ObservedBacking {
        let status = try descriptor.status()
        guard status.kind == .regular else { return .refused(unusable: path, kind: status.kind) }
        guard status.size > .zero else {
            return .refused(
                reason: "the file '\(path)' is empty",
                remedy: "remove it, and loopwright makes it at the store's 'size', or give it its size with 'truncate'"
            )
        }
        let identity = status.identity
        return .present(
            PresentBacking(
                path: path, identity: identity, size: status.size, isReadOnly: descriptor.refusesWriting,
                free: try? descriptor.freeSpace(), uses: snapshot.uses.uses(ofFile: identity)
            ))
    }

    /// What a path that could not be opened means for the store.
    private func observed(_ refusal: PathRefusal, of path: String) -> ObservedBacking {
        switch refusal {
        case .absent: return absent(path)
        case .untrusted, .failure: return .refused(reason: refusal.description, remedy: refusal.remedy)
        }
    }

    /// A file that is not there can be made where its folder is; a missing folder may be on a mount that comes later.
    private func absent(_ path: String) -> ObservedBacking {
        do {
            let folder = try TrustedPath.folder(of: path, trust: trust)
            return .creatable(path: path, free: try folder.freeSpace())
        } catch PathRefusal.absent(let component) {
            return .absent(reason: "the folder '\(component)' does not exist yet")
        } catch let refusal as PathRefusal {
            return .refused(reason: refusal.description, remedy: refusal.remedy)
        } catch {
            return .refused(reason: "\(error)", remedy: "mend that, then try again")
        }
    }

    // MARK: Devices

    private func device(_ path: String) -> ObservedBacking {
        do {
            let descriptor = try OwnedDescriptor.open(path, .pathOnly)
            let status = try descriptor.status()
            guard status.kind == .blockDevice, let number = status.deviceNumber else {
                return .refused(unusable: path, kind: status.kind)
            }
            guard let name = snapshot.sysfs.name(of: number) else {
                return .absent(reason: "'\(path)' is the node of a device that the kernel no longer has")
            }
            return disk(named: name)
        } catch where failure(error, isOneOf: [.noSuchFile, .notDirectory]) {
            return .absent(reason: "the device '\(path)' is not there yet")
        } catch {
            return .refused(reason: "\(error)", remedy: "mend that, then try again")
        }
    }

    private func disk(named name: String) -> ObservedBacking {
        guard let disk = snapshot.sysfs.disk(named: name) else {
            return .absent(reason: "the device '/dev/\(name)' is going away")
        }
        guard disk.size > .zero else { return .absent(reason: "the device '/dev/\(name)' has no medium") }
        let parts = snapshot.disk(named: name)?.partitions ?? []
        return .present(
            PresentBacking(
                path: "/dev/" + name, identity: .device(disk.number), size: disk.size, sectorSize: disk.sectorSize,
                isReadOnly: disk.isReadOnly, sequence: disk.sequence, isPartition: disk.isPartition,
                uses: snapshot.uses.uses(of: disk.number) + parts.flatMap(\.uses)
            ))
    }

    // MARK: Match

    private func disk(matching globs: [String: String]) -> ObservedBacking {
        let fitting = DiskMatch(globs: globs).candidates(in: UdevDatabase.devices())
        guard let only = fitting.first else {
            return .absent(reason: "no disk fits \(DiskMatch.words(for: globs))")
        }
        guard fitting.count == 1 else {
            return .ambiguous(fitting.map { DiskMatch.words(for: $0) })
        }
        return disk(named: only.name)
    }
}

extension ObservedBacking {
    /// Something that is there under the name and is of another kind than asked for.
    static func refused(unusable path: String, kind: FileKind) -> ObservedBacking {
        switch kind {
        case .blockDevice:
            .refused(
                reason: "'\(path)' is a block device, not an image file",
                remedy: "name it with 'device: \(path)' in place of 'file:'")
        case .regular:
            .refused(
                reason: "'\(path)' is a file, not a block device",
                remedy: "name it with 'file: \(path)' in place of 'device:'")
        default:
            .refused(
                reason: "'\(path)' is a \(kind.words), which can back no store",
                remedy: "name an image file or a block device")
        }
    }
}
