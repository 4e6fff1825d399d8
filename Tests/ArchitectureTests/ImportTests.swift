// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// Imports point one way, and the pure rooms import no effect.
@Suite struct ImportTests {
    /// What each room may import, besides the standard library.
    static let rooms: [String: Set<String>] = [
        "WrightModel": [],
        "WrightText": ["WrightModel"],
        "WrightTable": ["WrightModel"],
        "WrightManifest": ["WrightModel", "WrightText", "CYaml"],
        "WrightPlan": ["WrightModel", "WrightText"],
        "WrightReport": ["WrightModel", "WrightText", "WrightPlan"],
        "WrightImport": ["WrightModel", "WrightText", "WrightManifest"],
        "WrightKernel": ["WrightModel", "CLinux", "Glibc", "Synchronization"],
        "WrightFdisk": ["WrightModel", "WrightTable", "WrightKernel", "CFdisk", "CBlkid", "Glibc"],
        "WrightUdev": ["WrightModel", "WrightKernel", "CUdev", "CLinux", "Glibc"],
        "WrightObserve": ["WrightModel", "WrightTable", "WrightKernel", "WrightFdisk", "WrightUdev"],
        "WrightApply": [
            "WrightModel", "WrightTable", "WrightPlan", "WrightKernel", "WrightFdisk", "WrightUdev", "WrightObserve",
        ],
        "WrightAgent": [
            "WrightModel", "WrightText", "WrightKernel", "WrightUdev", "WrightObserve", "WrightApply",
            "Synchronization",
        ],
        "loopwright": [
            "ArgumentParser", "Glibc", "WrightModel", "WrightText", "WrightManifest", "WrightPlan",
            "WrightReport", "WrightImport", "WrightKernel", "WrightFdisk", "WrightUdev", "WrightObserve", "WrightApply",
            "WrightAgent", "Synchronization",
        ],
    ]

    @Test(arguments: rooms.keys.sorted()) func aRoomImportsOnlyWhatItMay(_ room: String) throws {
        let files = Project.files(in: "Sources/\(room)", ending: ".swift")
        #expect(!files.isEmpty)
        for file in files {
            let strangers = imports(of: file).subtracting(ImportTests.rooms[room] ?? [])
            #expect(strangers.isEmpty, "\(file) imports \(strangers.sorted())")
        }
    }

    @Test func everyRoomIsInTheArchitectureAndHere() {
        let manual = Project.text(of: "docs/architecture.md")
        for room in Project.names(in: "Sources") {
            #expect(manual.contains("`\(room)`"), "docs/architecture.md does not know \(room)")
            #expect(room.hasPrefix("C") || ImportTests.rooms[room] != nil, "no rule for the imports of \(room)")
        }
    }

    private func imports(of file: String) -> Set<String> {
        Set(
            Project.text(of: file).split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                // An example in a command's help can say 'loopwright import' at the start of a line.
                guard let position = words.firstIndex(of: "import"), position <= 1, position + 1 < words.count,
                    words[0] != "loopwright"
                else { return nil }
                return String(words[words.count - 1].split(separator: ".")[0])
            })
    }
}
