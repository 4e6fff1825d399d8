// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightUdev

/// Finds what a store's backing is: the file or device at its path, or the one disk that fits its `match`.
package struct BackingObserver {
    private let snapshot: MachineSnapshot
    private let trust: PathTrust
    private let awaited = AwaitedMounts.read()

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
            let place = try TrustedPath.open(path, .place, trust: trust)
            return try present(path, place)
        } catch PathRefusal.absent {
            return absent(path)
        } catch {
            return .refused(error)
        }
    }

    private func present(_ path: String, _ place: borrowing OwnedDescriptor) throws -> ObservedBacking {
        if let mount = awaited.place(above: place) { return .awaiting(mount) }
        let status = try place.status()
        guard status.kind == .regular else { return .refused(path, kind: status.kind) }
        let uses = snapshot.uses.uses(of: status.identity)
        return .present(
            PresentBacking(
                path: path, identity: status.identity, size: status.size, isReadOnly: FileStatus.refusesWriting(path),
                free: try? place.freeSpace(), uses: uses,
                // A loop or a swap has its file open for writing, too.
                isBeingWritten: uses.isEmpty && !snapshot.isForecast && place.isOpenForWriting
            ))
    }

    /// A file that is not there can be made where its folder is; a missing folder may be on a mount that comes later.
    private func absent(_ path: String) -> ObservedBacking {
        do {
            let folder = try TrustedPath.checkFolder(of: path, trust: trust)
            if let mount = awaited.place(above: folder) { return .awaiting(mount) }
            return .creatable(path: path, free: try folder.freeSpace())
        } catch PathRefusal.absent(let component) {
            return .absent(reason: "the folder '\(component)' does not exist yet")
        } catch {
            return .refused(error)
        }
    }

    // MARK: Devices

    private func device(_ path: String) -> ObservedBacking {
        do {
            let status = try TrustedPath.open(path, .place, trust: trust).status()
            guard status.kind == .blockDevice else { return .refused(path, kind: status.kind) }
            guard let name = snapshot.sysfs.name(of: status.deviceNumber) else {
                return .absent(reason: "'\(path)' is the node of a device that the kernel no longer has")
            }
            return disk(named: name)
        } catch PathRefusal.absent {
            return .absent(reason: "the device '\(path)' is not there yet")
        } catch {
            return .refused(error)
        }
    }

    private func disk(named name: String) -> ObservedBacking {
        guard let disk = snapshot.sysfs.disk(named: name) else {
            return .absent(reason: "the device '/dev/\(name)' is going away")
        }
        guard disk.size > .zero else { return .absent(reason: "the device '/dev/\(name)' has no medium") }
        let parts = snapshot.disk(named: name)?.partitions ?? []
        let keys = DiskIdentity.serials + DiskIdentity.worldWideNames
        let names = (UdevDatabase.properties(of: disk.number) ?? [:]).filter { keys.contains($0.key) }
        return .present(
            PresentBacking(
                path: "/dev/" + name, identity: .device(disk.number), size: disk.size, sectorSize: disk.sectorSize,
                isReadOnly: disk.isReadOnly, sequence: disk.sequence, isPartition: disk.isPartition,
                uses: snapshot.uses.uses(of: disk.number) + parts.flatMap(\.uses),
                names: names.merging(snapshot.sysfs.names(of: disk.parent ?? name)) { first, _ in first }
            ))
    }

    // MARK: Match

    private func disk(matching globs: [String: String]) -> ObservedBacking {
        let fitting = DiskMatch(globs: globs).candidates(in: snapshot.disks.devices)
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
    /// A file whose place is not mounted: what is there under its name meanwhile is another one.
    static func awaiting(_ mount: String) -> ObservedBacking {
        .absent(reason: "'\(mount)' of /etc/fstab is not mounted yet")
    }

    /// A path that was not opened, for its own sake or for that of whoever else may write to it.
    static func refused(_ error: any Error) -> ObservedBacking {
        let remedy = (error as? PathRefusal)?.remedy ?? "see with `dmesg` what the kernel says of it, then try again"
        return .refused(reason: "\(error)", remedy: remedy)
    }

    /// Something that is there under the name and is of another kind than asked for.
    static func refused(_ path: String, kind: FileKind) -> ObservedBacking {
        switch kind {
        case .blockDevice:
            .refused(
                reason: "'\(path)' is a block device, not an image file",
                remedy: "say `device: \(path)` in place of 'file'")
        case .regular:
            .refused(
                reason: "'\(path)' is a file, not a block device",
                remedy: "say `file: \(path)` in place of 'device'")
        default:
            .refused(
                reason: "'\(path)' is \(kind), which can back no store",
                remedy: "say the path of an image with `file: …`, or of a block device with `device: …`")
        }
    }
}
