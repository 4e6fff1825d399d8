// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// A small image in a folder of its own in memory; both are gone with the object.
final class DiskImage {
    let folder: String
    let descriptor: Int32
    var path: String { folder + "/disk.img" }
    var backups: String { folder + "/backups" }

    init(size: Int) throws {
        let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(root)/loopwright-safety.XXXXXX".utf8CString)
        let made = mkdtemp(&template).map { String(cString: $0) }
        folder = try #require(made)
        descriptor = open(folder + "/disk.img", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0 && ftruncate(descriptor, off_t(size)) == 0)
    }

    deinit {
        close(descriptor)
        _ = Command.run(["rm", "-rf", folder])
    }

    var size: Int { Int(lseek(descriptor, 0, SEEK_END)) }

    /// All bytes.
    var bytes: [UInt8] {
        get throws {
            let count = size
            var bytes = [UInt8](repeating: 0, count: count)
            try #require(pread(descriptor, &bytes, count, 0) == count)
            return bytes
        }
    }

    /// Makes the image hold these bytes and no others.
    func hold(_ bytes: [UInt8]) throws {
        try #require(ftruncate(descriptor, off_t(bytes.count)) == 0)
        try #require(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
    }

    func put(_ bytes: [UInt8], at offset: Int) throws {
        try #require(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    func scan(_ sectorSize: SectorSize) -> TableScan {
        let source = ByteSource(descriptor: descriptor, offset: .zero, size: ByteCount(Int64(size)))
        return TableReader.scan(source, sectorSizes: [sectorSize])
    }
}
