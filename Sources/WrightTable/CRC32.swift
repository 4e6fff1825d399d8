// SPDX-License-Identifier: MIT

/// The 32-bit cyclic redundancy check of a GPT: the polynomial of IEEE 802.3, reflected, as in zlib.
package struct CRC32 {
    private var register: UInt32 = 0xffff_ffff

    package init() {}

    /// The check value of all bytes so far.
    package var value: UInt32 { ~register }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        // A contiguous buffer spares unoptimised builds the iterator: an entry array may have 4 MiB.
        if bytes.withContiguousStorageIfAvailable({ update(buffer: $0) }) == nil {
            Array(bytes).withUnsafeBufferPointer { update(buffer: $0) }
        }
    }

    package static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        var check = CRC32()
        check.update(bytes)
        return check.value
    }

    private mutating func update(buffer: UnsafeBufferPointer<UInt8>) {
        CRC32.table.withUnsafeBufferPointer { table in
            var register = register
            for byte in buffer { register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8) }
            self.register = register
        }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
    }
}
