// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Holds the file for metrics against the images: each would take the other's place.
enum MetricsFileCheck {
    static func check(_ files: [Marked<String>], _ stores: [StoreDraft], _ findings: inout Findings) {
        for file in files {
            guard let store = stores.first(where: { $0.keys[StoreKeys.file]?.value == file.value }) else { continue }
            let problem = "the store \(Sentence.quoted(store.name.value.text)) stands on this file"
            findings.add(Mistake(problem, "write another path"), at: file.place)
        }
    }
}
