// SPDX-License-Identifier: MIT

import WrightText

extension Manifest {
    /// The manifest's JSON Schema (draft 2020-12): what may be written for each key, from the definition that the
    /// parser reads by.
    ///
    /// It says what a key takes by itself; what keys mean together, and numbers such as the room on a disk, only the
    /// parser knows.
    package static let schema: String = {
        let head: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "loopwright manifest",
        ]
        return JSONText.pretty(head.adding(Kind.record(ManifestKeys.self).schema)) + "\n"
    }()
}
