// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightPlan

/// Plans carried out in simulation, from thousands of worlds that a seed gives.
@Suite struct ConvergenceTests {
    @Test(arguments: 0..<10) func everyPlanConverges(_ seed: UInt64) {
        var worlds = RandomWorlds(seed: seed)
        var counts: [StoreState: Int] = [:]
        for _ in 0..<60 {
            let (desired, observed, host) = worlds.next()
            let plan = Planner.plan(desired, observed, host: host)
            counts[plan.state, default: 0] += 1
            #expect(plan == Planner.plan(desired, observed, host: host))
            #expect(plan.steps.isEmpty == (plan.state != .pending))
            #expect((plan.remedy != nil) == (plan.state == .blocked))
            for obstacle in plan.obstacles { #expect(Remedy.helps(obstacle.remedy), "\(obstacle)") }
            check(plan, observed)
            for count in 0...plan.steps.count where plan.state == .pending {
                converge(
                    desired, observed.applying(plan.steps.prefix(count), for: desired, host: host), host, after: count,
                    of: plan)
            }
        }
        // Each outcome must be common enough to have been tried.
        for state in [StoreState.pending, .blocked, .converged] { #expect(counts[state, default: 0] > 3, "\(counts)") }
    }

    /// A run that is cut off anywhere is gone on from, and what it comes to has nothing more to be done.
    private func converge(
        _ desired: DesiredStore, _ observed: ObservedStore, _ host: Host, after count: Int, of plan: StorePlan
    ) {
        let next = Planner.plan(desired, observed, host: host)
        let last = Planner.plan(desired, observed.applying(next.steps, for: desired, host: host), host: host)
        let story: Comment = "\(count) of \(PlanText(plan))\nthen \(PlanText(next))\nthen \(PlanText(last))"
        #expect(next.state == .converged || next.state == .pending && count < plan.steps.count, story)
        #expect(last.state == .converged, story)
    }

    /// No step shrinks, moves or writes over anything; the file grows before its device, the table before the kernel's
    /// partitions.
    private func check(_ plan: StorePlan, _ observed: ObservedStore) {
        let order = plan.steps.compactMap { planned -> Int? in
            switch planned.step {
            case .growFile: 1
            case .growDevice: 2
            case .writeTable(let change): change.before == nil ? nil : 3
            case .resizePartition(_, let from, let to): from.length < to.length ? 4 : nil
            default: nil
            }
        }
        #expect(observed.device == nil || order == order.sorted())
        for step in plan.steps.map(\.step) {
            switch step {
            case .growFile(_, let from, let to, _), .growDevice(_, let from, let to): #expect(from < to)
            case .writeTable(let change): check(change, observed)
            case .createFile: #expect(observed.contents == nil)
            case .deletePartition(let number, _):
                #expect(observed.device?.partitions.first { $0.number == number }?.uses.isEmpty ?? true)
            case .detach, .wipeTable: #expect(Bool(false), "a plan takes something away")
            case .attach, .adopt, .addPartition, .resizePartition, .publish: break
            }
        }
    }

    private func check(_ change: TableChange, _ observed: ObservedStore) {
        #expect(change.before == observed.contents?.table.table)
        guard let before = change.before else { return check(observed.contents) }
        #expect(change.after.usable.contains(before.usable))
        #expect(change.after.entries == before.entries)
        for old in before.partitions {
            let new = change.after.partitions.first { $0.number == old.number }
            #expect(new.map { $0.extent.start == old.extent.start && $0.extent.length >= old.extent.length } ?? false)
        }
        let extents = change.after.partitions.map(\.extent)
        for (index, extent) in extents.enumerated() {
            #expect(change.after.usable.contains(extent) && !extents[..<index].contains { $0.overlaps(extent) })
        }
        for addition in change.additions {
            #expect(!before.partitions.contains { $0.extent.overlaps(addition.extent) })
        }
        #expect(change.after.partitions.map(\.number) == change.after.partitions.map(\.number).sorted())
    }

    private func check(_ contents: Contents?) { #expect(contents == nil || contents == .blank) }

    @Test func theOrderOfStoresIsNoMatter() {
        var worlds = RandomWorlds(seed: 4711)
        let stores = (0..<40).map { _ in worlds.next() }
        let forwards = stores.map { Planner.plan($0.desired, $0.observed, host: $0.host) }
        let backwards = stores.reversed().map { Planner.plan($0.desired, $0.observed, host: $0.host) }
        #expect(forwards == backwards.reversed())
    }
}
