// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest
import WrightModel
import WrightPlan
import WrightReport

/// A manifest, the machine it meets, and what `loopwright plan` then says on a terminal of 80 columns.
struct Story: CustomTestStringConvertible, Sendable {
    let name: String
    let manifest: String
    var host = SimulatedMachine.host
    /// What is there of each store; a store that is not here has a file that can be made, or a disk that is away.
    var world: @Sendable () throws -> [String: ObservedStore] = { [:] }
    let expected: String

    var testDescription: String { name }

    func plan() throws -> Plan {
        let desired = try Manifest.parse(files: [("\(name).yaml", Array(manifest.utf8))]).get()
        let world = try world()
        let machine = SimulatedMachine(desired, host: host) { world[$0.name.text] }
        return machine.plan()
    }

    /// The text as it is printed, from the same rooms as the command's.
    func told() throws -> String {
        PlanText(Page(width: 80)).lines(of: try plan()).joined(separator: "\n")
    }
}

@Suite struct StoryTests {
    @Test(arguments: Story.beginnings + Story.changes + Story.obstacles + Story.disks)
    func isTold(_ story: Story) throws {
        let told = try story.told()
        #expect(told == story.expected, "\(story.name):\n\(told)")
        for obstacle in try story.plan().stores.flatMap(\.obstacles) {
            #expect(Remedy.helps(obstacle.remedy), "\(obstacle)")
        }
    }
}
