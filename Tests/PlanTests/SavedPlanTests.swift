// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightPlan
import WrightReport
import WrightText

/// A plan that is saved, read again, and held against the world as it has become.
@Suite struct SavedPlanTests {
    private func frame(
        version: String = "1", host: Host = machine, boot: String = "b", manifest: String = "/m.yaml",
        isWhole: Bool = true, prunes: Bool = false
    ) -> SavedPlan.Frame {
        SavedPlan.Frame(
            version: version, time: Moment(clamping: 0), host: host, boot: boot, manifest: manifest, isWhole: isWhole,
            prunes: prunes)
    }

    private func saved(
        _ stores: [(DesiredStore, ObservedStore)], in frame: SavedPlan.Frame? = nil, orphans: [StorePlan] = []
    ) -> SavedPlan {
        let plans = stores.map { Planner.plan($0.0, $0.1, host: machine) }
        return SavedPlan(Plan(stores: plans, orphans: orphans), of: stores.map(\.0), in: frame ?? self.frame())
    }

    private func changes(
        of desired: DesiredStore = usual(), from observed: ObservedStore, to now: ObservedStore,
        asking wish: DesiredStore? = nil
    ) -> [String] {
        switch saved([(desired, observed)]).verdict(saved([(wish ?? desired, now)])) {
        case .changed(let sentences): sentences
        case .holds: ["holds"]
        case .isDone: ["done"]
        }
    }

    @Test func everyPlanIsReadAsItWasSaved() throws {
        var worlds = RandomWorlds(seed: 11)
        var states: Set<String> = []
        for _ in 0..<200 {
            let (desired, observed, host) = worlds.next()
            let plan = Planner.plan(desired, observed, host: host)
            let first = SavedPlan(Plan(stores: [plan]), of: [desired], in: frame())
            let read = try SavedPlan(file: first.file)
            #expect(read == first)
            #expect(read.verdict(first) == .holds)
            states.insert(plan.state.rawValue)
            guard plan.state == .pending else { continue }
            let after = Planner.plan(
                desired, observed.applying(plan.steps, for: desired, host: host), host: host)
            let last = SavedPlan(Plan(stores: [after]), of: [desired], in: frame(boot: "another"))
            #expect(read.verdict(last) == .isDone)
            // Half of it is neither the one nor the other.
            guard plan.steps.count > 1 else { continue }
            let half = observed.applying(plan.steps.prefix(1), for: desired, host: host)
            let left = Planner.plan(desired, half, host: host)
            let rest = SavedPlan(Plan(stores: [left]), of: [desired], in: frame())
            guard left.state != .converged else { continue }
            guard case .changed = read.verdict(rest) else {
                Issue.record("a plan holds that was begun: \(plan.steps[0])")
                continue
            }
        }
        #expect(states.isSuperset(of: ["pending", "converged", "blocked"]))
    }

    /// Whatever is done to a file: it is refused, or what would be carried out is what was saved.
    @Test func aMutatedFileIsNoOtherPlan() throws {
        let now = saved([(usual(), creatable), (usual { $0.name = storeName("b") }, standing(disk()))])
        let file = now.file
        var generator = SeededGenerator(seed: 12)
        var refusals = 0
        let rounds = Rounds.count(usual: 1000)
        for _ in 0..<rounds {
            var bytes = file
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                bytes[index] = generator.pick([UInt8.random(in: 0...255, using: &generator), bytes[index] ^ 1])
            }
            if generator.chance(10) { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))) }
            guard let read = try? SavedPlan(file: bytes) else {
                refusals += 1
                continue
            }
            guard case .holds = read.verdict(now) else {
                refusals += 1
                continue
            }
            #expect(read.pending.isSubset(of: now.pending))
            guard read.pending == now.pending, case .object(let members) = read.document,
                case .object(let others) = now.document
            else { continue }
            #expect(members.first { $0.key == "stores" } == others.first { $0.key == "stores" })
        }
        Figure.note(rounds, "mutated saved plans: \(refusals) were refused")
        #expect(refusals > rounds / 10 * 8)
    }

    @Test(arguments: [
        ("", "line 1: it ends too soon"), ("[]", "it is another document, or of a later format"),
        (#"{"format": 2, "basis": {}}"#, "it is another document, or of a later format"),
        (#"{"format": 1, "basis": {}}"#, "its 'version' is missing, or is not what it should be"),
    ]) func whatIsNoPlan(text: String, sentence: String) {
        let fault = #expect(throws: SavedPlanFault.self) { try SavedPlan(file: Array(text.utf8)) }
        #expect(fault?.description == sentence)
    }

    // MARK: What has changed

    @Test func whatTheManifestAsksFor() {
        let cases: [((inout DesiredStore) -> Void, [String])] = [
            ({ $0.size = mebibytes(96) }, ["the manifest asks for another 'size' of 'a'"]),
            ({ $0.readOnly = false }, ["the manifest asks for another 'read-only' of 'a'"]),
            ({ $0.links = [link("by-x/y")] }, ["the manifest asks for another 'links' of 'a'"]),
            (
                { $0.partitions[0].size = .fixed(mebibytes(17)) },
                ["the manifest asks for another 'size' of partition 'boot' of 'a'"]
            ),
            (
                {
                    $0.partitions[1].type = .named("esp")
                    $0.partitions[1].attributes = [.noAuto]
                },
                [
                    "the manifest asks for another 'type' of partition 'data' of 'a'",
                    "the manifest asks for another 'attributes' of partition 'data' of 'a'",
                ]
            ),
            ({ $0.partitions.swapAt(0, 1) }, ["the manifest has the partitions of 'a' in another order"]),
            (
                { $0.partitions[0] = part("new") },
                [
                    "the manifest does not name partition 'boot' of 'a' any more",
                    "the manifest names partition 'new' of 'a' now",
                ]
            ),
        ]
        for (change, sentences) in cases {
            #expect(changes(from: creatable, to: creatable, asking: usual(change)) == sentences)
            // It is told of a store that had nothing to be done, too.
            let done = settled(usual())
            #expect(changes(from: done, to: done, asking: usual(change)) == sentences)
        }
        // Where it is written is nothing that it asks for.
        let moved = usual { $0.location = SourceLocation(file: "b.yaml", line: 9, column: 9) }
        #expect(changes(from: creatable, to: creatable, asking: moved) == ["holds"])
    }

    @Test func whatIsThere() {
        let found = standing(image())
        let before = standing(disk())
        let onDisk = usual { $0.backing = .device("/dev/sdb") }
        let cases: [(DesiredStore, ObservedStore, ObservedStore, [String])] = [
            (usual(), creatable, found, ["'/images/a.img' was not there when the plan was saved"]),
            (usual(), found, creatable, ["'/images/a.img' is not there any more"]),
            (
                usual(), found, standing(image { $0.identity = .file(device: 1, inode: 8) }),
                ["'/images/a.img' is another file now"]
            ),
            (
                usual(), found, standing(image(mebibytes(65))),
                ["'/images/a.img' was 64 MiB, and is 65 MiB now"]
            ),
            (
                onDisk, before, standing(disk { $0.sequence = DiskSequence(4) }),
                ["'/dev/sdb' is another disk now"]
            ),
            (
                onDisk, before, standing(disk { $0.names = ["serial": "X"] }), ["'/dev/sdb' is another disk now"]
            ),
            (
                usual(), found, standing(image(), .holding(gpt([]))),
                ["'a' had no partition table when the plan was saved, and has one now"]
            ),
            (
                usual(), standing(image(), .holding(gpt([]))),
                standing(image(), .holding(gpt([]) { $0.checksum = 78 })),
                ["the table of 'a' was changed since the plan was saved"]
            ),
            (
                usual(), found, standing(image { $0.isBeingWritten = true }),
                [
                    "'a' is waiting now: '/images/a.img' is open for writing: it is being copied, or a program works on it"
                ]
            ),
        ]
        for (desired, was, now, sentences) in cases { #expect(changes(of: desired, from: was, to: now) == sentences) }
    }

    @Test func whatIsAttached() {
        let missing = usual { $0.partitions.append(part("more", .fixed(mebibytes(1)))) }
        let was = settled(usual { $0.partitions.removeLast() })
        #expect(changes(of: missing, from: was, to: was) == ["holds"])
        var now = was
        now.device?.sequence = DiskSequence(999)
        let node = was.device?.node ?? ""
        #expect(changes(of: missing, from: was, to: now) == ["'\(node)' is another disk now"])
        now.device = nil
        #expect(changes(of: missing, from: was, to: now) == ["'\(node)' is not attached to '/images/a.img' any more"])
        #expect(
            changes(of: missing, from: now, to: was) == [
                "'\(node)' was attached to '/images/a.img' since the plan was saved"
            ])
        var hidden = was
        hidden.device?.partitions = []
        #expect(
            changes(of: missing, from: was, to: hidden).first?.hasPrefix("the steps for 'a' come out otherwise now: ")
                == true)
    }

    @Test func whichStores() {
        let a = (usual(), creatable)
        let b = (usual { $0.name = storeName("b") }, creatable)
        let cases: [([(DesiredStore, ObservedStore)], [(DesiredStore, ObservedStore)], String)] = [
            ([a, b], [a], "the manifest has no store 'b' any more"),
            ([a], [a, b], "the manifest has a store 'b' that it had not"),
            ([a, b], [b, a], "the manifest has its stores in another order"),
        ]
        for (was, now, sentence) in cases { #expect(saved(was).verdict(saved(now)) == .changed([sentence])) }
    }

    /// What had nothing to be done has nothing to rest on.
    @Test func aStoreWithoutStepsBindsNothing() {
        let pending = (usual(), creatable)
        let other = usual { $0.name = storeName("b") }
        let away = (other, ObservedStore(backing: .absent(reason: "gone")))
        #expect(saved([pending, away]).verdict(saved([pending, (other, creatable)])) == .holds)
    }

    @Test func whereAndWhen() {
        let stores = [(usual(), creatable)]
        let plan = saved(stores)
        let another = Host(machineIdentifier: "0", linkKeeper: .udev)
        let cases: [(SavedPlan.Frame, String)] = [
            (frame(version: "2"), "the plan was saved by loopwright '1', and this is '2'"),
            (frame(host: another), "the plan was saved on another machine"),
            (frame(boot: "c"), "the machine was booted since the plan was saved"),
            (frame(manifest: "/n.yaml"), "the plan is of the manifest '/m.yaml', and this one is '/n.yaml'"),
            (frame(prunes: true), "the manifest says `prune: true` now"),
        ]
        for (frame, sentence) in cases { #expect(plan.verdict(saved(stores, in: frame)) == .changed([sentence])) }
        let id = known(machine.machineIdentifier)
        #expect(!JSONText.compact(plan.document).contains(id))
    }

    @Test func whatOthersHaveLeft() {
        let device = stranger { $0.binding?.reference = "loopwright/old" }
        let orphan = DetachPlanner.plan(
            orphan: storeName("old"), device: device, records: [:], prunes: true, isLastWay: false)
        let another = DetachPlanner.plan(
            orphan: storeName("old"), device: stranger { $0.sequence = DiskSequence(10) }, records: [:], prunes: true,
            isLastWay: false)
        let stores = [(usual(), creatable)]
        let pruning = frame(prunes: true)
        let plan = saved(stores, in: pruning, orphans: [orphan])
        #expect(plan.verdict(plan) == .holds)
        #expect(
            plan.verdict(saved(stores, in: pruning))
                == .changed(["what store 'old' has left is no longer to be taken down as it was"]))
        #expect(
            saved(stores, in: pruning).verdict(plan)
                == .changed(["what store 'old' has left is to be taken down now"]))
        guard case .changed = plan.verdict(saved(stores, in: pruning, orphans: [another])) else {
            Issue.record("another loop is taken for the one that was shown")
            return
        }
        let done = [(usual(), settled(usual()))]
        #expect(plan.verdict(saved(done, in: pruning)) == .isDone)
    }

    /// A key that the manifest gets is one that a saved plan must tell the change of.
    @Test func everyKeyIsBound() {
        #expect(Mirror(reflecting: usual()).children.count == 19)
        #expect(Mirror(reflecting: part("a")).children.count == 13)
    }
}
