// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// The same on a block device, where sfdisk takes the sector size from the kernel.
@Suite(
    .serialized, .enabled(if: geteuid() == 0, "needs root"),
    .enabled(if: Command.isThere("losetup", "sfdisk", "blkid"), "needs losetup, sfdisk and blkid"))
struct LoopTests {
    @Test(arguments: [SectorSize.bytes512, .bytes4096], TableKind.allCases)
    func aTableOnALoopDevice(sectorSize: SectorSize, kind: TableKind) throws {
        let unit = sectorSize.count.bytes
        let image = try TemporaryImage(size: 32 << 20)
        let losetup = try #require(Command("losetup"))
        let attached = try losetup.run(["--find", "--show", "--sector-size", "\(unit)", image.path])
        try #require(attached.status == 0, "\(attached.output)")
        let node = String(attached.output.prefix { !$0.isNewline })
        defer { _ = try? losetup.run(["--detach", node]) }
        let descriptor = open(node, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }

        var wanted = Sample.table(kind, size: 32 << 20, sectorSize: sectorSize)
        wanted.partitions = [
            kind == .gpt ? Sample.gpt(3, 300, 77, label: "späť", sector: unit) : Sample.mbr(3, 300, 77, sector: unit)
        ]
        let written = try TableWriter.write(TableChange(before: nil, after: wanted), to: descriptor, name: node)
        #expect(written.partitions == wanted.partitions)
        let dump = try #require(Command("sfdisk")).run(["--dump", node])
        #expect(try SfdiskDump(dump.output, path: node + "p").partitions == wanted.dumped)
        #expect(try #require(Command("sfdisk")).run(["--verify", node]).status == 0)
        let found = try SignatureProbe.probe(
            descriptor: descriptor, offset: .zero, size: ByteCount(32 << 20), sectorSize: sectorSize)
        #expect(found.isEmpty)
        #expect(try DataCheck.holdsData(descriptor: descriptor, offset: .zero, size: ByteCount(32 << 20)))
    }
}
