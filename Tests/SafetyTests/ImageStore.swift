// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightApply
import WrightKernel
import WrightManifest
import WrightModel
import WrightObserve
import WrightPlan

/// A store over an image that is observed, planned and changed by the real rooms; only its loop is left out.
struct ImageStore {
    static let host = Host(machineIdentifier: "8d3e1f0c9b7a46528e4d5c6b7a890123", linkKeeper: .udev)

    let image: DiskImage
    let desired: DesiredStore

    /// - Parameter keys: the keys of the store besides its file, in YAML's flow style.
    init(_ image: DiskImage, _ keys: String) throws {
        self.image = image
        let text = "version: 1\nstores:\n  s: {file: \(image.path), seed: safety, \(keys)}\n"
        desired = try #require(try Manifest.parse(files: [("m.yaml", Array(text.utf8))]).get().stores.first)
    }

    func observe() throws -> ObservedStore {
        var status = stat()
        try #require(fstat(image.descriptor, &status) == 0)
        let size = ByteCount(Int64(image.size))
        let backing = PresentBacking(
            path: image.path, identity: .file(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)), size: size,
            free: .mebibyte * 1024)
        let slice = ContentsObserver.Slice(
            path: image.path, extent: Extent(start: .zero, length: size), isFile: true)
        let contents = ContentsObserver().contents(of: slice, sectorSize: desired.sectorSize ?? .bytes512)
        return ObservedStore(backing: .present(backing), contents: contents)
    }

    func plan() throws -> StorePlan { plan(of: try observe()) }

    func plan(of observed: ObservedStore) -> StorePlan { Planner.plan(desired, observed, host: Self.host) }

    /// Takes the steps of a plan that change the image.
    func perform(_ plan: StorePlan) throws {
        var part = plan
        part.steps = plan.imageSteps
        let executor = Executor(
            keeper: .loopwright, trust: .anything, manifest: "m.yaml", backups: BackupFolder(image.backups))
        _ = try executor.run(part, file: image.path) { _ in }
    }
}

extension StorePlan {
    /// The steps that change the image itself.
    var imageSteps: [PlannedStep] {
        steps.filter { planned in
            switch planned.step {
            case .growFile, .writeTable: true
            default: false
            }
        }
    }

    var tableChange: TableChange? {
        for planned in steps { if case .writeTable(let change) = planned.step { return change } }
        return nil
    }
}
