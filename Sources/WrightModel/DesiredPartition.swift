// SPDX-License-Identifier: MIT

/// One partition as the manifest wants it.
///
/// A nil means that the manifest does not say.
package struct DesiredPartition: Hashable, Sendable {
    package var name: PartitionName
    /// The name in the GPT; for a new partition `name` where nil.
    package var label: String?
    /// For a new partition `linux` where nil.
    package var type: DesiredType?
    package var size: DesiredSize?
    package var minimum: ByteCount?
    package var maximum: ByteCount?
    /// The share of this partition where several take `rest`: at least 1.
    package var weight: Int = 1
    package var number: Int?
    package var start: ByteCount?
    package var identifier: GUID?
    /// The attributes that are to be set, and no others; nil leaves them as they are.
    package var attributes: PartitionAttributes?
    package var links: [LinkPath] = []
    package var location: SourceLocation

    package init(name: PartitionName, location: SourceLocation) {
        self.name = name
        self.location = location
    }
}

/// How large a partition is to be.
package enum DesiredSize: Hashable, Sendable {
    case fixed(ByteCount)
    /// A share of the aligned usable area, in millionths: 25 % is 250,000.
    case share(millionths: Int64)
    /// What the others leave, shared by weight.
    case rest
}
