// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// A sparse image file in a folder of its own; both are gone with the object.
final class TemporaryImage {
    let path: String
    let descriptor: Int32
    private let folder: String

    init(size: Int64) throws {
        var template = Array("/tmp/loopwright-image.XXXXXX".utf8CString)
        let made = mkdtemp(&template).map { String(cString: $0) }
        folder = try #require(made)
        path = folder + "/image"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        try #require(ftruncate(descriptor, off_t(size)) == 0)
    }

    deinit {
        close(descriptor)
        unlink(path)
        unlink(notes)
        rmdir(folder)
    }

    /// A path beside the image where a program may write.
    var notes: String { folder + "/notes" }

    var size: Int64 { Int64(lseek(descriptor, 0, SEEK_END)) }

    func resize(_ size: Int64) throws { try #require(ftruncate(descriptor, off_t(size)) == 0) }

    /// All bytes, for images of a few mebibytes.
    var bytes: [UInt8] {
        get throws { try read(0, Int(size)) }
    }

    func read(_ offset: Int64, _ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try #require(pread(descriptor, &bytes, count, off_t(offset)) == count)
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws {
        try #require(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    func scan(_ sectorSize: SectorSize = .bytes512) -> TableScan {
        let source = ByteSource(descriptor: descriptor, offset: .zero, size: ByteCount(size))
        return TableReader.scan(source, sectorSizes: [sectorSize])
    }

    func table(_ sectorSize: SectorSize = .bytes512) throws -> PartitionTable {
        try #require(scan(sectorSize).reading.table, "\(scan(sectorSize).reading)")
    }

    @discardableResult
    func change(to after: PartitionTable, from before: PartitionTable?) throws -> PartitionTable {
        try TableWriter.write(TableChange(before: before, after: after), to: descriptor, name: path)
    }

    /// Has a program work on the image, which must be content.
    @discardableResult
    func judge(_ name: String, _ arguments: String..., input: String = "") throws -> String {
        let result = try #require(Command(name)).run(arguments + [path], input: input)
        try #require(result.status == 0, "\(name) \(arguments): \(result.output)")
        return result.output
    }
}
