// SPDX-License-Identifier: MIT

package import WrightModel

/// Whether a device that carries no signature is blank, as far as can be told without reading all of it.
package enum DataCheck {
    /// Whether any byte is not zero in the first or the last mebibyte of a slice: where tables and signatures lie.
    ///
    /// A block device knows of no holes; a file is better read where it has data.
    ///
    /// - Parameter known: places in the slice that are not looked at.
    package static func holdsData(
        descriptor: CInt, offset: ByteCount, size: ByteCount, besides known: [Extent] = []
    ) throws(TableFailure) -> Bool {
        let length = min(size, .mebibyte)
        guard length > .zero else { return false }
        let device = RawDescriptor(number: descriptor)
        for start in Set([.zero, size - length]) {
            let place = Extent(start: start, length: length)
            var bytes = try device.read(offset: (offset + start).bytes, count: Int(length.bytes))
            for extent in known { bytes.blank(extent, in: place) }
            guard bytes.allSatisfy({ $0 == 0 }) else { return true }
        }
        return false
    }
}

extension [UInt8] {
    /// Zeroes what of `extent` lies in the place that these bytes were read from.
    fileprivate mutating func blank(_ extent: Extent, in place: Extent) {
        let first = Swift.max(extent.start, place.start) - place.start
        let last = Swift.min(Swift.min(extent.end, place.end) - place.start, ByteCount(Int64(count)))
        guard first < last else { return }
        let range = Int(first.bytes)..<Int(last.bytes)
        replaceSubrange(range, with: repeatElement(0, count: range.count))
    }
}
