// SPDX-License-Identifier: MIT

import WrightFdisk
import WrightKernel
import WrightModel
import WrightObserve
import WrightTable

/// Looks into the partitions of a store: through the kernel's own where it shows them, for what was written through one
/// is not seen through the whole device while that has older pages.
struct PartitionInspection {
    let observed: ObservedStore
    /// What the table is on: the store's device, or its file.
    let path: String
    let sectorSize: SectorSize

    func contents(of partition: TablePartition) -> Contents {
        ContentsObserver().contents(of: slice(of: partition), sectorSize: sectorSize)
    }

    /// What is found in a partition of which so much is to be left.
    func holding(of partition: TablePartition, remainder: ByteCount) -> Holding {
        let slice = slice(of: partition)
        let contents = ContentsObserver().contents(of: slice, sectorSize: sectorSize)
        guard let descriptor = try? OwnedDescriptor.open(slice.path, .readOnly) else {
            return Holding(contents: contents, tailHoldsData: true)
        }
        let source = ByteSource(descriptor: descriptor.raw, offset: slice.extent.start, size: slice.extent.length)
        let superblocks = contents.signatures.map { SuperblockReader.read($0.type, from: source) }
        guard contents.signatures.isEmpty, remainder > .zero, remainder < slice.extent.length else {
            return Holding(contents: contents, superblocks: superblocks)
        }
        let tail = Extent(from: slice.extent.start + remainder, to: slice.extent.end)
        let holdsData =
            slice.isFile
            ? try? descriptor.holdsData(in: tail)
            : try? DataCheck.holdsData(descriptor: descriptor.raw, offset: tail.start, size: tail.length)
        return Holding(contents: contents, superblocks: superblocks, tailHoldsData: holdsData ?? true)
    }

    private func slice(of partition: TablePartition) -> ContentsObserver.Slice {
        let shown = observed.device?.partitions.first {
            $0.number == partition.number && $0.extent == partition.extent
        }
        return ContentsObserver.Slice(
            path: shown?.node ?? path,
            extent: shown.map { Extent(start: .zero, length: $0.extent.length) } ?? partition.extent,
            isFile: observed.device == nil)
    }
}
