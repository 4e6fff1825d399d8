// SPDX-License-Identifier: MIT

import WrightModel

extension DesiredStore {
    /// The store that a draft without mistakes declares; nil where it lacks what no store can lack.
    init?(_ draft: StoreDraft) {
        guard let backing = draft.backing else { return nil }
        let keys = draft.keys
        self.init(name: draft.name.value, backing: backing.value, location: draft.name.place.location)
        size = keys[StoreKeys.size]?.value
        allocation = keys[StoreKeys.allocate]?.value ?? allocation
        offset = keys[StoreKeys.offset]?.value
        length = keys[StoreKeys.length]?.value
        attachment = keys[StoreKeys.attach]?.value ?? attachment
        readOnly = keys[StoreKeys.readOnly]?.value
        directIO = keys[StoreKeys.directIO]?.value ?? directIO
        sectorSize = keys[StoreKeys.sectorSize]?.value
        table = keys[StoreKeys.table]?.value
        tableIdentifier = keys[StoreKeys.uuid]?.value
        entries = keys[StoreKeys.entries]?.value
        alignment = keys[StoreKeys.align]?.value ?? alignment
        links = keys[StoreKeys.links]?.value.map(\.value) ?? []
        seed = keys[StoreKeys.seed]?.value
        partitions = draft.partitions.compactMap { DesiredPartition($0, in: draft.table.kind ?? .gpt) }
        guard partitions.count == draft.partitions.count else { return nil }
    }
}

extension DesiredPartition {
    /// The partition that a record without mistakes declares; nil where it has no name.
    fileprivate init?(_ keys: Record<PartitionKeys>, in kind: TableKind) {
        guard let name = keys[PartitionKeys.name] else { return nil }
        self.init(name: name.value, location: keys.place.location)
        label = keys[PartitionKeys.label]?.value
        type = keys[PartitionKeys.type]?.value
        size = keys[PartitionKeys.size]?.value
        minimum = keys[PartitionKeys.minimumSize]?.value
        maximum = keys[PartitionKeys.maximumSize]?.value
        weight = keys[PartitionKeys.weight]?.value ?? weight
        number = keys[PartitionKeys.number]?.value
        start = keys[PartitionKeys.start]?.value
        identifier = keys[PartitionKeys.uuid]?.value
        attributes = keys[PartitionKeys.attributes].map { list in
            let names = Set(list.value.map(\.value))
            return PartitionAttributes(
                PartitionAttributes.names(in: kind).filter { names.contains($0.name) }.map(\.attribute))
        }
        links = keys[PartitionKeys.links]?.value.map(\.value) ?? []
    }
}
