// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// Who has to give way where several stores reach for the same bytes.
@Suite struct SharedGroundTests {
    private typealias Pair = (DesiredStore, ObservedStore)

    private func pair(
        _ name: String, path: String = "/images/b.img", from offset: Int64? = nil, length: Int64? = nil,
        held: Bool = false
    ) -> Pair {
        let desired = store(name) {
            $0.offset = offset.map(mebibytes)
            $0.length = length.map(mebibytes)
        }
        return (desired, standing(image { $0.path = path }) { $0.device = held ? stranger() : nil })
    }

    private func obstacles(_ stores: [Pair]) -> [StoreName: [Obstacle]] {
        var ground = SharedGround()
        for (store, observed) in stores { ground.add(store, observed) }
        return ground.obstacles
    }

    private func blocked(_ stores: [Pair]) -> [String] { obstacles(stores).keys.map(\.text).sorted() }

    @Test func allWhereNobodyHasIt() { #expect(blocked([pair("a"), pair("b"), pair("c")]) == ["a", "b", "c"]) }
    @Test func noneWhoIsAlone() { #expect(blocked([pair("a"), (store("b"), creatable)]) == []) }
    @Test func thoseWhoComeToOneThatHasIt() { #expect(blocked([pair("a"), pair("b", held: true)]) == ["a"]) }
    @Test func bothWhereBothHaveIt() {
        #expect(blocked([pair("a", held: true), pair("b", held: true)]) == ["a", "b"])
    }

    @Test func thoseWhoseSlicesOverlap() {
        let stores = [
            pair("a", length: 16), pair("b", from: 15, length: 2), pair("c", from: 17), pair("d", from: 64),
        ]
        #expect(blocked(stores) == ["a", "b"])
    }

    @Test func aDiskIsHeldByItsLinks() {
        func disk(_ name: String, linked: Bool) -> Pair {
            let desired = store(name, .device("/dev/\(name)")) { $0.attachment = .direct }
            let observed = standing(PlanTests.disk()) {
                $0.device = wholeDisk()
                $0.records = linked ? [nil: [own("disk", of: name)]] : [:]
            }
            return (desired, observed)
        }
        #expect(blocked([disk("a", linked: true), disk("b", linked: false)]) == ["b"])
        #expect(blocked([disk("a", linked: false), disk("b", linked: false)]) == ["a", "b"])
        let sentences = obstacles([disk("a", linked: true), disk("b", linked: false)]).values
            .flatMap { $0.map(\.sentence) }
        #expect(sentences == ["'/dev/sdb' is what store 'a' is to be on, too"])
    }

    @Test func theNamesAreTold() {
        let told = obstacles([pair("a", path: "/images/a.img"), pair("b")])
        #expect(
            told[storeName("a")]?.map(\.sentence) == [
                "'/images/a.img' is the same file as '/images/b.img' of store 'b'"
            ])
    }
}
