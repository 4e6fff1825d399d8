// SPDX-License-Identifier: MIT

package import WrightModel

/// Whether a device that carries no signature is blank, as far as can be told without reading all of it.
package enum DataCheck {
    /// Whether any byte is not zero in the first or the last mebibyte of a slice: where tables and signatures lie.
    ///
    /// A block device knows of no holes; a file is better read where it has data.
    package static func holdsData(
        descriptor: CInt, offset: ByteCount, size: ByteCount
    ) throws(TableFailure) -> Bool {
        let length = min(size, .mebibyte)
        guard length > .zero else { return false }
        let device = RawDescriptor(number: descriptor)
        for start in Set([offset, offset + size - length]) {
            let bytes = try device.read(offset: start.bytes, count: Int(length.bytes))
            guard bytes.allSatisfy({ $0 == 0 }) else { return true }
        }
        return false
    }
}
