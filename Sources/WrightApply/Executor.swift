// SPDX-License-Identifier: MIT

import WrightFdisk
package import WrightKernel
package import WrightModel
import WrightTable
import WrightUdev

/// Carries out the steps of one store's plan on the machine, one after another.
///
/// Before each step it checks that the world is still the one that was planned for: the backing's identity, the
/// device's disk sequence, the table's checksum. It decides nothing.
package struct Executor {
    let keeper: LinkKeeper
    let trust: PathTrust
    let links: LinkPublisher
    let origins: DeviceOrigins
    let backups: BackupFolder

    /// How long another program's lock on a disk, or its last look at a loop that is being detached, is waited for.
    private static let patience = Duration.seconds(30)

    /// - Parameters:
    ///   - manifest: the path of the manifest on whose behalf the machine is changed.
    ///   - backups: where tables are saved before they are written over.
    package init(keeper: LinkKeeper, trust: PathTrust, manifest: String, backups: BackupFolder = BackupFolder()) {
        self.keeper = keeper
        self.trust = trust
        self.backups = backups
        links = LinkPublisher(keeper: keeper)
        origins = DeviceOrigins(manifest: manifest)
    }

    /// Tidies up the records of disks that are gone.
    ///
    /// Nothing rests on their being away, so that a failure is none.
    func forgetAbsent() {
        let present = Sysfs().sequences()
        guard !present.isEmpty else { return }
        try? links.forgetAbsent(besides: present)
        try? origins.forgetAll(besides: present)
    }

    /// Notes for whom the devices of some stores are; where that fails they are not pruned, which is no failure.
    func noteOrigins(of plans: [StorePlan]) {
        for sequence in plans.compactMap(\.basis.deviceSequence) { try? origins.note(sequence) }
    }

    /// Takes the steps in order, and tells of each when it begins and when it is taken.
    ///
    /// - Parameter file: the image file that the store stands on; nil for a device.
    /// - Returns: what is to be kept until udev has dealt with the store.
    /// - Throws: the failure of the first step that could not be taken; the steps before it stay taken.
    package func run(
        _ plan: StorePlan, file: String?, report: (Progress) -> Void
    ) throws(StepFailure) -> TableShield? {
        var session = StoreSession(plan: plan, file: file)
        try run(plan.steps[...], in: &session, report: report)
        return session.shield
    }

    /// Takes a store down once udevd is nearly done with those before it: the partitions of one go in one burst, which
    /// costs it less than their coming.
    func takeDown(_ plan: StorePlan, _ backlog: UdevBacklog, report: (Progress) -> Void) throws(StepFailure) {
        backlog.makeRoom()
        var session = StoreSession(plan: plan, file: nil, backlog: backlog)
        try run(plan.steps[...], in: &session, report: report)
    }

    /// Takes some of a plan's steps, those before them having been taken.
    func run(
        _ steps: ArraySlice<PlannedStep>, in session: inout StoreSession, report: (Progress) -> Void
    ) throws(StepFailure) {
        // A thousand stores are more than the descriptors that a process may have.
        defer { session.releaseDevice() }
        for planned in steps {
            report(.began(planned, session.plan))
            _ = CallTrace.take()
            let begin = ContinuousClock.now
            do {
                session.reason = planned.reason
                try take(planned.step, in: &session)
            } catch let failure as StepFailure {
                throw failure
            } catch {
                throw StepFailure("\(error)", isStale: (error as? TableFailure)?.isStale ?? false)
            }
            let trace = StepTrace(time: begin.duration(to: .now), calls: CallTrace.take())
            report(.taken(planned, session.store, trace))
        }
    }

    private func take(_ step: Step, in session: inout StoreSession) throws {
        switch step {
        case .createFile(let file): session.backing = try create(file)
        case .growFile(let path, let from, let to, let allocation):
            try grow(path, from, to, allocation, in: session)
        case .writeTable(let change): try write(change, in: &session)
        case .wipeTable(let table): try wipe(table, in: &session)
        case .attach(let request): session.device = try attach(request, in: session)
        case .adopt: try adopt(in: session)
        case .growDevice: try growDevice(in: session)
        case .addPartition(let number, let extent, let names):
            try add(number, extent, names, in: &session)
        case .deletePartition(let number, _): try delete(number, in: &session)
        case .resizePartition(let number, _, let extent): try resize(number, extent, in: &session)
        case .publish(let number, let before, let names):
            try publish(number, from: before, names, in: session)
        case .detach: try detach(in: &session)
        }
    }
}

// MARK: The backing

extension Executor {
    private func create(_ file: NewFile) throws -> BackingIdentity? {
        let folder = try TrustedPath.checkFolder(of: file.path, trust: trust)
        var identity: BackingIdentity?
        try ImageFile.create(path: file.path, in: folder, size: file.size, allocation: file.allocation) { image in
            identity = try image.status().identity
            guard let table = file.table else { return }
            try TableWriter.fill(image.raw, with: table, name: file.path)
        }
        return identity
    }

    private func grow(
        _ path: String, _ from: ByteCount, _ to: ByteCount, _ allocation: Allocation, in session: StoreSession
    ) throws {
        let descriptor = try session.openBacking(path, .readWrite, trust: trust)
        try ImageFile.grow(descriptor, from: from, to: to, allocation: allocation)
        try descriptor.close()
    }
}

// MARK: The table

extension Executor {
    private func write(_ change: TableChange, in session: inout StoreSession) throws {
        let saving = saving(sectorSize: change.after.sectorSize, in: session)
        let shown = session.device.map { Sysfs().partitions(of: $0.name) } ?? []
        try openTable(in: &session) { descriptor, name in
            try TableWriter.write(change, to: descriptor.raw, name: name, saving: saving(try descriptor.size()))
            lengthen(shown, by: change, on: descriptor)
        }
        try announce(change, to: shown, in: session)
    }

    /// Has the kernel's partitions that grow follow before the lock is let go: libblkid finds a partition in its table by
    /// start and size, and udev would take a node that is shorter than its entry for none, and its PARTUUID link away.
    ///
    /// What fails here is told of by the step that is there for it.
    private func lengthen(
        _ shown: [KernelPartition], by change: TableChange, on descriptor: borrowing OwnedDescriptor
    ) {
        for partition in change.after.partitions where partition.role != .extended {
            let isShorter = shown.contains {
                $0.number == partition.number && $0.extent.start == partition.extent.start
                    && $0.extent.length < partition.extent.length
            }
            guard isShorter else { continue }
            try? BlockDevice.resizePartition(number: partition.number, extent: partition.extent, on: descriptor)
        }
    }

    /// Has udev look again at the partitions that the table now says something else of, for its database and for the
    /// links of systemd; those that grow are announced when the kernel has followed.
    func announce(_ change: TableChange, to shown: [KernelPartition], in session: StoreSession) throws {
        guard let name = session.device?.name else { return }
        let before = Dictionary((change.before?.partitions ?? []).map { ($0.number, $0) }) { first, _ in first }
        for partition in change.after.partitions {
            guard let old = before[partition.number], old != partition, old.extent == partition.extent,
                shown.contains(where: { $0.number == partition.number })
            else { continue }
            try links.announce(partition.number, of: name)
        }
    }

    /// Opens what a store's table is on, for reading and writing: its device where it has one, else its file; always one
    /// path, never behind a cache.
    func openTable(
        in session: inout StoreSession, _ body: (borrowing OwnedDescriptor, String) throws -> Void
    ) throws {
        guard session.device == nil else { return try openTableOfDevice(in: &session, body) }
        guard let path = session.file else {
            throw StepFailure.stale("the store '\(session.store)' has no device to write its table to")
        }
        let descriptor = try session.openBacking(path, .readWrite, trust: trust)
        try body(descriptor, path)
        try descriptor.close()
    }

    /// The lock is held on a descriptor of its own, exclusively while the table is written and shared while the
    /// writable descriptor closes: a shared lock keeps udevd from having the kernel read the table anew, which would
    /// take every partition away for a moment (systemd's BLOCK_DEVICE_LOCKING, docs/kernel-notes.md).
    private func openTableOfDevice(
        in session: inout StoreSession, _ body: (borrowing OwnedDescriptor, String) throws -> Void
    ) throws {
        let node = "/dev/" + (try session.requireDevice().name)
        session.releaseDevice()
        let lock = try DeviceLock.take(node, mode: .exclusive, deadline: .now + Executor.patience)
        let descriptor = try session.openDevice(.readWrite)
        try body(descriptor, node)
        try lock.downgrade()
        try descriptor.close()
        if session.scansPartitions { session.shield = TableShield(lock) }
    }

    /// Saves the sectors that are about to be written over on a device of some size.
    ///
    /// - Parameter restored: the number of the backup that they are written over with, where it is one.
    func saving(
        sectorSize: SectorSize, in session: StoreSession, restored: Int? = nil
    ) -> (ByteCount) -> TableWriter.Saving {
        { [backups] size in
            { present, wanted throws(TableFailure) in
                guard let identity = session.backing else {
                    throw TableFailure("nothing was written, for it is not known what the table is on")
                }
                let label = BackupLabel(
                    moment: WallClock.now(), store: session.store, backing: session.backingName, identity: identity,
                    sequence: session.disk?.sequence, names: session.disk?.names ?? [:], size: size,
                    sectorSize: sectorSize, reason: session.reason, restored: restored)
                do {
                    try backups.keep(TableBackup(label: label, pieces: present), before: wanted)
                } catch {
                    throw TableFailure("nothing was written, for the table could not be saved first: \(error)")
                }
            }
        }
    }
}

// MARK: The device

extension Executor {
    private func attach(
        _ request: LoopRequest, in session: StoreSession
    ) throws -> (name: String, sequence: DiskSequence) {
        session.backlog?.makeRoom()
        let backing = try session.openBacking(
            request.backingPath, request.readOnly ? .readOnly : .readWrite, trust: trust)
        var recording = Result<Void, any Error>.success(())
        let loop = try LoopControl.open().attach(
            request, backing: backing, reference: session.store.loopReference
        ) { name, sequence in
            session.backlog?.expect(.changed(name))
            recording = Result { try links.record(claim(of: sequence, request, in: session)) }
        }
        try recording.get()
        try links.linkDirectly(claim(of: loop.sequence, request, in: session), to: loop.name)
        try? origins.note(loop.sequence)
        return (loop.name, loop.sequence)
    }

    /// The links of a loop that is attached.
    ///
    /// They are recorded before udev has come to the rule that reads them, for the event that the kernel sends of the
    /// attaching. Where udev was faster its answer comes without the link, and it is told anew.
    private func claim(of sequence: DiskSequence, _ request: LoopRequest, in session: StoreSession) -> LinkClaim {
        LinkClaim(store: session.store, disk: sequence, number: nil, links: request.links)
    }

    private func adopt(in session: StoreSession) throws {
        let (name, sequence) = try session.requireDevice()
        try LoopDevice.setReference(session.store.loopReference, of: name, expecting: sequence)
    }

    private func growDevice(in session: StoreSession) throws {
        let (name, sequence) = try session.requireDevice()
        try LoopDevice.setCapacity(of: name, expecting: sequence)
    }

    private func detach(in session: inout StoreSession) throws {
        let (name, sequence) = try session.requireDevice()
        session.releaseDevice()
        // udev hears of the unbinding before the call is back, and of nothing afterwards: it must find no record then.
        let claims = links.claims(on: sequence, of: name)
        try links.retractAll(of: sequence, name)
        session.backlog?.expect(.changed(name))
        do {
            try LoopDevice.detach(name: name, expecting: sequence, deadline: .now + Executor.patience)
        } catch {
            if !error.isPromised { for claim in claims { try? links.publish(claim, on: name, before: []) } }
            throw error
        }
        try? origins.forget(sequence)
        session.device = nil
    }
}

// MARK: The partitions

extension Executor {
    /// udev is told the links first, so that the partition's first event already finds them.
    private func add(_ number: Int, _ extent: Extent, _ names: [LinkPath], in session: inout StoreSession) throws {
        let (name, sequence) = try session.requireDevice()
        let claim = LinkClaim(store: session.store, disk: sequence, number: number, links: names)
        session.backlog?.makeRoom()
        let device = try session.requireOpenDevice()
        try links.record(claim)
        do {
            session.backlog?.expect(.added(KernelPartition.name(of: number, on: name)))
            try BlockDevice.addPartition(number: number, extent: extent, on: device.descriptor)
        } catch {
            // The kernel's own parser may have been faster.
            guard error.isBusy, shows(number, extent, on: name) else { throw error }
        }
        try links.linkDirectly(claim, to: name)
    }

    private func shows(_ number: Int, _ extent: Extent, on disk: String) -> Bool {
        Sysfs().partitions(of: disk).contains { $0.number == number && $0.extent == extent }
    }

    /// Whoever looks at the partition because it has just appeared or changed, udev above all, is about to let go of it.
    private func delete(_ number: Int, in session: inout StoreSession) throws {
        let (name, sequence) = try session.requireDevice()
        let device = try session.requireOpenDevice()
        let partition = KernelPartition.name(of: number, on: name)
        session.backlog?.expect(.removed(partition))
        try BlockDevice.deletePartition(
            number: number, on: device.descriptor, until: .now + patience(withUserOf: partition))
        try links.retract(number, of: sequence)
    }

    /// No waiting mends a mount.
    private func patience(withUserOf name: String) -> Duration {
        (try? BlockDevice.isClaimed("/dev/" + name)) == true ? .zero : Executor.patience
    }

    /// The kernel tells nobody that a partition has another size; udev's database would go on with the old one.
    private func resize(_ number: Int, _ extent: Extent, in session: inout StoreSession) throws {
        let (name, _) = try session.requireDevice()
        let device = try session.requireOpenDevice()
        try BlockDevice.resizePartition(number: number, extent: extent, on: device.descriptor)
        try links.announce(number, of: name)
    }

    private func publish(
        _ number: Int?, from before: [LinkPath], _ names: [LinkPath], in session: StoreSession
    ) throws {
        let (name, sequence) = try session.requireDevice()
        session.backlog?.expect(.changed(number.map { KernelPartition.name(of: $0, on: name) } ?? name))
        try links.publish(
            LinkClaim(store: session.store, disk: sequence, number: number, links: names), on: name,
            before: before)
    }
}
