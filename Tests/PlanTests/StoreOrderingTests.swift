// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct StoreOrderingTests {
    private func on(_ name: String, _ foundation: String) -> DesiredStore {
        store(name, .device("/dev/disk/by-loopwright/\(foundation)/disk"))
    }

    private func names(_ stores: [DesiredStore]) -> [[String]] {
        StoreOrdering.waves(stores).map { $0.map(\.name.text) }
    }

    @Test func foundationsComeFirst() {
        #expect(
            names([on("top", "middle"), store("other"), on("middle", "base"), store("base")]) == [
                ["other", "base"], ["middle"], ["top"],
            ])
        #expect(names([on("x", "absent")]) == [["x"]])
        #expect(names([]) == [])
    }

    @Test func aCircleIsTheLastWave() {
        #expect(names([on("x", "y"), on("y", "x"), on("z", "y"), store("free")]) == [["free"], ["x", "y", "z"]])
        #expect(names([on("x", "x")]) == [["x"]])
    }
}
