// SPDX-License-Identifier: MIT

import Glibc
import WrightKernel
package import WrightModel
package import WrightTable

/// A file or block device by its descriptor, which somebody else owns, read and written at offsets.
struct RawDescriptor {
    let number: CInt

    /// The size of a file or block device: both have their end where lseek(2) SEEK_END says.
    func size() throws(TableFailure) -> ByteCount {
        let end = lseek(number, 0, SEEK_END)
        guard end >= 0 else { throw .systemCall("lseek SEEK_END", errno) }
        return ByteCount(Int64(end))
    }

    /// Up to `count` bytes; fewer only at the end.
    func read(offset: Int64, count: Int) throws(TableFailure) -> [UInt8] {
        var bytes = try readOnce(offset: offset, count: count)
        while bytes.count < count {
            let piece = try readOnce(offset: offset + Int64(bytes.count), count: count - bytes.count)
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        return bytes
    }

    private func readOnce(offset: Int64, count: Int) throws(TableFailure) -> [UInt8] {
        CallTrace.note("pread")
        var problem: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            repeat {
                let result = pread(number, buffer.baseAddress, count, off_t(offset))
                problem = result < 0 ? errno : 0
                filled = max(0, result)
            } while problem == EINTR
        }
        guard problem == 0 else { throw .systemCall("pread", problem) }
        return bytes
    }

    /// Writes all of `bytes`; the descriptor must be open for writing.
    func write(_ bytes: [UInt8], at offset: Int64) throws(TableFailure) {
        CallTrace.note("pwrite")
        var done = 0
        while done < bytes.count {
            let result = bytes.withUnsafeBytes {
                pwrite(number, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + off_t(done))
            }
            if result < 0 {
                guard errno == EINTR else { throw .systemCall("pwrite", errno) }
            } else {
                done += result
            }
        }
    }

    /// Has everything written so far reach the medium (fsync(2)).
    func flush() throws(TableFailure) {
        CallTrace.note("fsync")
        guard fsync(number) == 0 else { throw .systemCall("fsync", errno) }
    }
}

extension ByteSource {
    /// The bytes of a slice of a file or block device, read with pread(2).
    ///
    /// The descriptor must outlive the source.
    package init(descriptor: CInt, offset: ByteCount, size: ByteCount) {
        self.init(size: size) { position, count throws(ReadFailure) in
            do throws(TableFailure) {
                return try RawDescriptor(number: descriptor).read(offset: offset.bytes + position, count: count)
            } catch {
                throw ReadFailure(error.description)
            }
        }
    }
}
