// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

/// A loop over an image of a test's own, taken down with the test.
final class TestLoop {
    private let folder: Folder
    private let loop: AttachedLoop

    var name: String { loop.name }
    var number: DeviceNumber { loop.number }
    var sequence: DiskSequence { loop.sequence }

    init() throws {
        folder = try Folder()
        let path = folder.path + "/disk.img"
        let backing = try OwnedDescriptor.open(path, [.readWrite, .create])
        ftruncate(backing.raw, 8 << 20)
        let request = LoopRequest(
            backingPath: path, offset: .zero, sizeLimit: .zero, sectorSize: .bytes512, readOnly: false,
            directIO: .auto, links: [])
        loop = try LoopControl.open().attach(request, backing: backing, reference: "loopwright/udevtest")
    }

    deinit { try? LoopDevice.detach(name: name, expecting: sequence, deadline: .now + .seconds(20)) }

    func addPartition(_ number: Int) throws {
        let disk = try OwnedDescriptor.open(loop.node, .readOnly)
        let extent = Extent(start: ByteCount(Int64(number) << 20), length: .mebibyte)
        try BlockDevice.addPartition(number: number, extent: extent, on: disk)
    }

    func deletePartition(_ number: Int) throws {
        try BlockDevice.deletePartition(number: number, on: try OwnedDescriptor.open(loop.node, .readOnly))
    }
}
