// SPDX-License-Identifier: MIT

extension Manifest {
    /// The manifest's JSON Schema (draft 2020-12): what may be written for each key, from the definition that the
    /// parser reads by.
    ///
    /// It says what a key takes by itself; what keys mean together, and numbers such as the room on a disk, only the
    /// parser knows.
    package static let schema: String = {
        let head: [(String, JSON)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("loopwright manifest")),
        ]
        guard case .object(let members) = Kind.record(ManifestKeys.self).schema else { return "" }
        return JSON.object(head + members).text
    }()
}
