// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// What the example of Ansible gives its hosts are manifests that the program takes.
@Suite(.enabled(if: Python.has("yaml"), "needs python3 with yaml"))
struct InventoryTests {
    /// Prints each `loopwright_manifest` of the inventory in a line, as the role's template would begin it.
    private static let script = """
        import json, sys, yaml
        def manifests(group):
            if isinstance(group, dict):
                for key, value in group.items():
                    if key == "loopwright_manifest": yield {"version": 1} | value
                    else: yield from manifests(value)
        for each in manifests(yaml.safe_load(sys.stdin)): print(json.dumps(each))
        """

    @Test func itsManifestsPassTheCheck() throws {
        let inventory = Project.text(of: "examples/ansible/inventory.yaml")
        let manifests = try #require(Python.run(Self.script, input: inventory)).split(separator: "\n")
        #expect(manifests.count == 2)
        for manifest in manifests {
            let outcome = try Program.check(text: String(manifest))
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(manifest)\n\(outcome.words)")
        }
    }
}
