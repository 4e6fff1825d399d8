// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

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
        let records = files.compactMap { read($0.path, $0.text, &findings) }
        let drafts = records.flatMap(drafts)
        for store in drafts {
            BackingCheck.check(store, &findings)
            TableCheck.check(store, &findings)
            for partition in store.partitions { PartitionCheck.check(partition, in: store.table, &findings) }
            LayoutCheck.check(store, &findings)
        }
        NamespaceCheck.check(drafts, &findings)
        let prune = agreed(on: ManifestKeys.prune, records, &findings)
        let metricsFile = agreed(on: ManifestKeys.metricsFile, records, &findings)
        MetricsFileCheck.check(records.compactMap { $0[ManifestKeys.metricsFile] }, drafts, &findings)
        FoundationCheck.check(drafts, &findings)
        let stores = drafts.compactMap { DesiredStore($0) }
        guard findings.isEmpty, stores.count == drafts.count else {
            return .failure(findings.sorted(files: files.map(\.path)))
        }
        return .success(Desired(stores: stores, prune: prune ?? false, metricsFile: metricsFile))
    }

    private static func read(
        _ file: String, _ text: [UInt8], _ findings: inout Findings
    ) -> Record<ManifestKeys>? {
        Composer.compose(file: file, bytes: text, &findings).flatMap {
            Kind.record(ManifestKeys.self).read($0, &findings)
        }
    }

    private static func drafts(_ manifest: Record<ManifestKeys>) -> [StoreDraft] {
        let stores = manifest[ManifestKeys.stores]?.value ?? []
        return stores.map { StoreDraft(name: $0.key, keys: $0.value.value) }
    }

    /// What the files say together: it may stand in any of them, and in several where they agree.
    private static func agreed<Value: Equatable & Sendable>(
        on field: Field<ManifestKeys, Value>, _ manifests: [Record<ManifestKeys>], _ findings: inout Findings
    ) -> Value? {
        let words = manifests.compactMap { $0[field] }
        guard let first = words.first else { return nil }
        for word in words where word.value != first.value {
            let said = (Sentence.quoted("\(word.value)"), Sentence.quoted("\(first.value)"))
            let problem = "\(said.0) contradicts \(said.1) in \(first.place.location)"
            findings.add(Mistake(problem, "keep one of them, for it is said of all files"), at: word.place)
        }
        return first.value
    }
}
