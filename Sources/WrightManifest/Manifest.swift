// SPDX-License-Identifier: MIT

package import WrightModel

/// The manifest: from the text of its files to what is desired.
package enum Manifest {
    /// The most bytes that a file may have: 16 MiB, room for more stores than a machine has loops.
    package static let longestFile = 16 << 20

    /// Reads every file as one namespace.
    ///
    /// Either all of it is right, or every diagnostic of every file is returned and nothing else.
    /// - Parameter files: The files in the order in which their stores and diagnostics are to come; paths are distinct.
    package static func parse(files: [(path: String, text: [UInt8])]) -> Result<Desired, Diagnostics> {
        var findings = Findings()
        let drafts = files.flatMap { read($0.path, $0.text, &findings) }
        for store in drafts {
            BackingCheck.check(store, &findings)
            TableCheck.check(store, &findings)
            for partition in store.partitions { PartitionCheck.check(partition, in: store.table, &findings) }
            LayoutCheck.check(store, &findings)
        }
        NamespaceCheck.check(drafts, &findings)
        FoundationCheck.check(drafts, &findings)
        let stores = drafts.compactMap { DesiredStore($0) }
        guard findings.isEmpty, stores.count == drafts.count else {
            return .failure(findings.sorted(files: files.map(\.path)))
        }
        return .success(Desired(stores: stores))
    }

    private static func read(_ file: String, _ text: [UInt8], _ findings: inout Findings) -> [StoreDraft] {
        guard let root = Composer.compose(file: file, bytes: text, &findings),
            let manifest = Kind.record(ManifestKeys.self).read(root, &findings)
        else { return [] }
        let stores = manifest[ManifestKeys.stores]?.value ?? []
        return stores.map { StoreDraft(name: $0.key, keys: $0.value.value) }
    }
}
