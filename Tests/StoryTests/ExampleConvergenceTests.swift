// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest
import WrightModel
import WrightPlan
import WrightReport
import WrightText

/// Every manifest in `examples/`, carried out in simulation from nothing: it comes to rest, wherever it is cut off.
@Suite struct ExampleConvergenceTests {
    static let files = Project.manifests

    private func machine(_ file: String) throws -> SimulatedMachine {
        let text = Array(Project.text(of: file).utf8)
        return SimulatedMachine(try Manifest.parse(files: [(file, text)]).get()) { $0.plugged }
    }

    @Test(arguments: files) func comesToRest(_ file: String) throws {
        var machine = try machine(file)
        #expect(!machine.stores.isEmpty)
        for store in StoreOrdering.waves(machine.stores).joined() { try comeToRest(store, on: &machine) }
        let end = machine.plan()
        #expect(end.stores.allSatisfy { $0.state == .converged }, "\(text(end))")
        for plan in end.stores { try linksLeadToWhatIsPlanned(plan, machine) }
    }

    /// Cuts the store's plan off at every step and goes on from there; leaves the store converged.
    private func comeToRest(_ store: DesiredStore, on machine: inout SimulatedMachine) throws {
        let steps = machine.plan(store).steps
        #expect(!steps.isEmpty, "there is nothing to do for '\(store.name)'")
        for count in 0..<steps.count {
            var cut = machine
            cut.take(count, of: store)
            let next = cut.plan(store)
            #expect(next.state == .pending, "cut off behind \(count): \(text(Plan(stores: [next])))")
            cut.take(of: store)
            #expect(cut.plan(store).state == .converged, "\(text(Plan(stores: [cut.plan(store)])))")
        }
        machine.take(of: store)
    }

    /// Every declared partition has a node, and both of its own links lead to it.
    private func linksLeadToWhatIsPlanned(_ plan: StorePlan, _ machine: SimulatedMachine) throws {
        let observed = try #require(machine[plan.name.text])
        let device = try #require(observed.device)
        #expect(plan.links.allSatisfy { observed.links[$0] == .device(device.number) })
        for view in plan.partitions {
            let partition = try #require(device.partitions.first { $0.number == view.number })
            #expect(partition.extent == view.extent && view.node == partition.node)
            #expect(view.links.count >= (view.name == nil ? 1 : 2))
            #expect(view.links.allSatisfy { observed.links[$0] == .device(partition.device) })
        }
    }

    /// The whole table of what the examples promise: the sizes that their sentences speak of.
    @Test func sizesAreThoseThatTheExamplesSpeakOf() throws {
        #expect(
            try sizes("appliance") == [
                "appliance: esp 256 MiB, root 4 GiB, data 3838 MiB"
            ])
        #expect(try sizes("farm").first == "node-1: journal 64 MiB, data 190 MiB")
        #expect(try sizes("growth") == ["library: index 512 MiB, books 3582 MiB"])
        #expect(try sizes("hotplug") == ["archive: photos 2516581 MiB, music 1677721 MiB"])
        #expect(try sizes("mbr") == ["firmware: boot 64 MiB, system 306 MiB, spare 141 MiB"])
        #expect(try sizes("nested").last == "tenants: alice 340 MiB, bob 682 MiB")
        #expect(try sizes("past-the-limit").first?.split(separator: ",").count == 11)
    }

    /// With the size that the example's own words give, as far as the file goes and no further.
    @Test func theExampleOfGrowthGrows() throws {
        let text = Project.text(of: "examples/growth.yaml")
        var machine = try machine("examples/growth.yaml")
        machine.converge()
        let former = try #require(machine["library"])
        let larger = try Manifest.parse(
            files: [("growth.yaml", Array(text.replacing("size: 4GiB", with: "size: 8GiB").utf8))]
        ).get()
        var grown = SimulatedMachine(larger) { _ in former }
        let steps = grown.plan().stores.flatMap(\.steps).map { StepText($0, in: grown.plan().stores[0]).line() }
        #expect(
            steps == [
                "~ grow /var/lib/images/library.img 4 GiB → 8 GiB", "~ grow /dev/loop0 4 GiB → 8 GiB",
                "~ table /var/lib/images/library.img gpt: 1 changed, 1 kept",
                "~ resize library/books 3582 MiB → 7678 MiB",
            ])
        grown.converge()
        #expect(grown.plan().stores.map(\.state) == [.converged])
    }

    private func sizes(_ example: String) throws -> [String] {
        var machine = try machine("examples/\(example).yaml")
        machine.converge()
        return machine.plan().stores.map { store in
            let partitions = store.partitions.map { "\($0.name?.text ?? "") \($0.extent.length.inWords)" }
            return "\(store.name): " + partitions.joined(separator: ", ")
        }
    }

    private func text(_ plan: Plan) -> String { "\n" + PlanText().lines(of: plan).joined(separator: "\n") }
}

extension DesiredStore {
    /// What the store finds at first: a disk of 4 TiB or a card of 32 GB for one that names a disk, and a table somebody
    /// else made for one that takes what it finds.
    fileprivate var plugged: ObservedStore? {
        if foundation != nil { return nil }
        switch backing {
        case .device: return World.disk(ByteCount(32_000_000_000), named: "mmcblk0", isDirect: attachment == .direct)
        case .match: return World.disk(World.gibibytes(4096), isDirect: attachment == .direct)
        case .file(let path): return isTakenAsItIs ? World.file(World.gibibytes(2), at: path, World.sample) : nil
        }
    }
}
