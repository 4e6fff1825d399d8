// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A folder of repart.d(5): a partition for each definition, in the order of their names.
enum RepartDefinitions {
    static func read(_ files: [ForeignFile]) throws(ImportFault) -> ImportedConfiguration {
        var store = ImportedStore(table: .gpt)
        let ordered = files.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        for file in ordered where !file.name.isDropIn {
            // An empty file, be it a link to /dev/null, takes a definition of its name away.
            guard !file.bytes.isEmpty else {
                store.items.append(.left("\(Sentence.quoted(file.name)) is empty and defines nothing"))
                continue
            }
            var definition = Definition(name: file.name)
            try definition.read(file)
            for dropIn in ordered where dropIn.name.hasPrefix(file.name + ".d/") { try definition.read(dropIn) }
            store.items.append(.partition(try RepartReader(definition).partition()))
        }
        guard !store.items.isEmpty else { throw .data("there is no definition of a partition to import") }
        label(&store)
        if store.partitions.contains(where: { $0.identifier == nil }) {
            store.notes.append("uuids that no definition gives are derived otherwise than by systemd-repart")
        }
        return ImportedConfiguration(stores: [store])
    }

    /// Gives the labels that no definition gives: the type's name, with a number where another has that.
    private static func label(_ store: inout ImportedStore) {
        var labels = UniqueNames(taken: Set(store.partitions.compactMap(\.label)))
        for (index, item) in store.items.enumerated() {
            guard case .partition(var partition) = item, partition.label == nil else { continue }
            let name = partition.type.map(RepartType.name) ?? ""
            partition.label = labels.take(name) { "\(name)-\($0)" }
            store.items[index] = .partition(partition)
        }
    }
}

extension String {
    /// Whether the path leads into the folder of a definition's drop-ins.
    fileprivate var isDropIn: Bool { utf8.contains(UInt8(ascii: "/")) }
}
