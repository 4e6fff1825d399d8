// SPDX-License-Identifier: MIT

package import WrightModel

/// Bytes that a partition table may be read from: a store's slice of a file or device.
package struct ByteSource {
    package let size: ByteCount
    private let body: (_ offset: Int64, _ count: Int) throws(ReadFailure) -> [UInt8]
    /// What has been read already.
    private var held: [(extent: Extent, bytes: [UInt8])] = []

    /// A source of `size` bytes; `body` reads at an offset from the slice's start and may come back short at its end.
    package init(
        size: ByteCount, body: @escaping (_ offset: Int64, _ count: Int) throws(ReadFailure) -> [UInt8]
    ) {
        self.size = size
        self.body = body
    }

    /// The bytes of `extent`, or nil where it does not lie within the source.
    package func read(_ extent: Extent) throws(ReadFailure) -> [UInt8]? {
        guard extent.start >= .zero, extent.length >= .zero, extent.length <= size,
            extent.start <= size - extent.length
        else { return nil }
        if let known = held.first(where: { $0.extent.contains(extent) }) {
            let start = Int((extent.start - known.extent.start).bytes)
            return Array(known.bytes[start..<(start + Int(extent.length.bytes))])
        }
        let bytes = try body(extent.start.bytes, Int(extent.length.bytes))
        return bytes.count == Int(extent.length.bytes) ? bytes : nil
    }

    /// Reads at once what several reads to come lie in.
    ///
    /// Where that fails each of them is had by itself, for a bad sector beside a table is none of the table's.
    mutating func hold(_ extent: Extent) {
        guard !held.contains(where: { $0.extent.contains(extent) }), let bytes = try? read(extent) else { return }
        held.append((extent, bytes))
    }
}

/// The bytes could not be had; the sentence names the call and errno.
package struct ReadFailure: Error, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
