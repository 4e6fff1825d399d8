// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The keys at the top of a manifest file.
enum ManifestKeys: RecordKeys {
    static let version = Field<ManifestKeys, Int>(
        "version", .version, "The version of the manifest's language: 1.", required: "add 'version: 1'")
    static let prune = Field<ManifestKeys, Bool>(
        "prune", .boolean, "Whether what is attached of stores that have left the manifest is taken down.")
    static let metricsFile = Field<ManifestKeys, String>(
        "metrics-file", .path("the path of a file for metrics"),
        "Where the agent writes its figures as OpenMetrics text, best a *.prom in a folder of node_exporter's.")
    static let stores = Field<ManifestKeys, [MapEntry<StoreName, Record<StoreKeys>>]>(
        "stores",
        .map(from: .storeName, to: .record(StoreKeys.self), remedy: "write each store under its name, or {} for none"),
        "The stores by their names, which are unique among all files.")

    static let noun = "a manifest"
    static let fields: [any FieldDefinition] = [version, prune, metricsFile, stores]
}

extension Kind where Value == Int {
    /// The one version of the language there is.
    fileprivate static let version = scalar(
        "the version of the manifest's language", remedy: "write 1", schema: ["enum": [1]]
    ) { scalar throws(Mistake) in
        guard scalar.isPlain, scalar.text == "1" else {
            throw Mistake("\(Sentence.quoted(scalar.text)) is not a version that this loopwright knows", "write 1")
        }
        return 1
    }
}
