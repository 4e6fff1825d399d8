// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest
import WrightModel
import WrightPlan
import WrightReport
import WrightText

/// `docs/json.md` names every key and verb of the documents, and no other.
@Suite struct JSONReferenceTests {
    private let page = Project.text(of: "docs/json.md")

    @Test func namesEveryKeyAndNoOther() throws {
        var keys: Set<String> = []
        for plan in try plans() {
            StatusDocument.json(plan).collectKeys(into: &keys)
            for store in plan.stores {
                let input = LayoutPictureInput(
                    title: store.name.text, size: World.gibibytes(1), contents: .holding("ext4"),
                    partitions: store.partitions, links: store.links)
                LayoutDocument.json(input).collectKeys(into: &keys)
            }
        }
        StatusDocument.json([StoreStatus(try agent)], agent: AgentView(process: 1, isReady: true, passes: 0))
            .collectKeys(into: &keys)
        for json in try saved() { json.collectKeys(into: &keys) }
        BackupListing(store: try #require(StoreName("a")), rows: [.init(number: 1)]).json.collectKeys(into: &keys)
        #expect(keys == named)
    }

    /// loopwright(8) marks every key with `Cm`, and by the same macro the values that are words of ours.
    @Test func theManualPageNamesTheSame() {
        let lines = Project.text(of: "docs/man/loopwright.8").split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != ".Sh JSON" }.dropFirst().prefix { !$0.hasPrefix(".Sh ") }
        let marked = section.filter { $0.hasPrefix(".Cm ") || $0.hasPrefix(".It Cm ") }
        let words = Set(marked.flatMap { $0.matches(of: /[a-z][a-z-]+/).map { String($0.output) } })
        let values: Set = ["null", "gpt", "mbr", "primary", "extended", "logical"]
        #expect(words.subtracting(values) == named.union(StepVerb.allCases.map(\.rawValue)).subtracting(values))
    }

    @Test func namesEveryVerb() {
        let rows = page.matches(of: /\n\| `([a-z-]+)` \|/).map { String($0.output.1) }
        for verb in StepVerb.allCases { #expect(rows.contains(verb.rawValue), "\(verb.rawValue)") }
        for state in StoreState.allCases { #expect(page.contains("`\(state.rawValue)`")) }
    }

    /// Every story's plan, and the plans that take down, change, and hide what a story leaves.
    private func plans() throws -> [Plan] {
        let stories = Story.beginnings + Story.changes + Story.obstacles + Story.disks
        return try stories.map { try $0.plan() } + [Plan(stores: [try uncommon()])]
    }

    /// The steps that no story takes.
    private func uncommon() throws -> StorePlan {
        let extent = Extent(start: .mebibyte, length: .mebibyte)
        let steps: [Step] = [
            .detach(device: "/dev/loop0"), .deletePartition(number: 1, extent: extent),
            .resizePartition(number: 1, from: extent, to: extent),
        ]
        var plan = StorePlan(
            name: try #require(StoreName("a")), state: .pending, reason: "", backing: "",
            steps: steps.map { PlannedStep($0, reason: "") })
        let lost = TablePartition(
            number: 1, extent: extent, type: .mbr(0x83), identifier: .mbr(disk: 1, number: 1))
        plan.losses = [Loss(partition: lost, holding: Holding(contents: .holding("ext4")))]
        return plan
    }

    /// A saved plan, and the document of `explain`.
    private func saved() throws -> [JSONValue] {
        let store = DesiredStore(
            name: try #require(StoreName("a")), backing: .match([:]),
            location: SourceLocation(file: "a.yaml", line: 1, column: 1))
        var observed = World.disk(World.gibibytes(1), .holding("ext4"), isDirect: true)
        observed.device?.binding = LoopBinding(backing: World.image, path: "", reference: nil)
        var plan = Planner.plan(store, observed, host: SimulatedMachine.host)
        plan.obstacles = [Obstacle("", remedy: "")]
        let misfit = Evidence.Misfit(property: "", wanted: "", found: nil)
        let evidence = Evidence(
            candidates: [.init(node: "", fits: 0, misfits: [misfit])], users: [.init(path: "", uses: [])])
        let frame = SavedPlan.Frame(
            version: "", time: Moment(clamping: 0), host: SimulatedMachine.host, boot: nil, manifest: "", isWhole: true,
            prunes: false)
        return [
            SavedPlan(Plan(stores: [plan]), of: [store], in: frame).document.adding(["changes": []]),
            ExplanationDocument.json(Explanation(store, observed, plan, evidence)),
        ]
    }

    private var agent: AgentView.Store {
        get throws {
            .init(name: try #require(StoreName("a")), state: .converged, stateAge: .zero, reason: "")
        }
    }

    /// The words in code of the page's tables that stand for keys: in the first column, and in lists of keys.
    private var named: Set<String> {
        let verbs = Set(StepVerb.allCases.map(\.rawValue))
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let words = rows.flatMap { row in
            let cells = row.split(separator: "|").map(String.init)
            let isVerb = cells[0].firstMatch(of: /`([a-z-]+)`/).map { verbs.contains(String($0.output.1)) } ?? false
            let isList = cells.count > 1 && cells[1].contains("a list of `")
            let cellsWithKeys = isVerb ? Array(cells[1...]) : isList ? cells : [cells[0]]
            return cellsWithKeys.flatMap { $0.matches(of: /`([a-z-]+)`/).map { String($0.output.1) } }
        }
        return Set(words)
    }
}

extension JSONValue {
    fileprivate func collectKeys(into keys: inout Set<String>) {
        switch self {
        case .object(let members):
            for member in members {
                keys.insert(member.key)
                member.value.collectKeys(into: &keys)
            }
        case .array(let elements): for element in elements { element.collectKeys(into: &keys) }
        case .null, .bool, .integer, .string: break
        }
    }
}
