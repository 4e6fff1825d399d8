// SPDX-License-Identifier: MIT

import WrightApply
import WrightKernel
import WrightModel
import WrightReport

/// A file with a saved plan.
struct PlanFile {
    let path: String

    init(_ argument: String) { path = CommandPath.absolute(argument) }

    /// Puts a plan there, and never in the place of anything but a saved plan.
    func save(_ plan: SavedPlan) throws(Trouble) {
        let file = plan.file
        guard file.count <= SavedPlan.longestFile else {
            throw .failed("the plan is too long to be saved; plan fewer stores at once")
        }
        if let bytes = try contents(), (try? SavedPlan(file: bytes)) == nil {
            throw .failed("nothing was saved, for '\(path)' is there and is no saved plan")
        }
        do {
            try PlainFile.save(file, as: path)
        } catch {
            throw .failed("the plan could not be saved: \(error)")
        }
    }

    func read() throws(Trouble) -> SavedPlan {
        guard let bytes = try contents() else { throw .usage("there is no saved plan '\(path)'") }
        do {
            return try SavedPlan(file: bytes)
        } catch {
            throw .manifest(["\(path): this is no saved plan: \(error)"])
        }
    }

    /// Nil where nothing has the name.
    private func contents() throws(Trouble) -> [UInt8]? {
        do {
            return try PlainFile.bytes(path, limit: SavedPlan.longestFile)
        } catch {
            throw .failed("\(error)")
        }
    }
}

extension Workshop {
    /// A plan of these stores with what it rests on.
    func saved(_ plan: Plan) -> SavedPlan {
        SavedPlan(
            plan, of: selected,
            in: SavedPlan.Frame(
                version: Version.text, time: WallClock.now(), host: host, boot: BootIdentifier.current(),
                manifest: manifest, isWhole: isWhole, prunes: prunes))
    }

    /// The stores that a saved plan is of, as far as the manifest still has them.
    init(_ options: ManifestOptions, of saved: SavedPlan) throws(Trouble) {
        let names = Set(saved.names)
        try self.init(options, isWhole: saved.isWhole) { desired in
            saved.isWhole ? desired.stores : desired.stores.filter { names.contains($0.name) }
        }
    }

    /// Takes the steps of a plan for the stores of which some were saved, and no others; the rest are looked at once more.
    func carryOut(_ plan: Plan, as saved: SavedPlan, report: (Progress) -> Void) -> Plan {
        var orphans = plan.orphans
        if prunes {
            let spared = Set(orphans.map(\.name)).subtracting(saved.pendingOrphans)
            let taken = detacher.detach(.left(besides: spared), report: report).stores
            orphans = orphans.map { orphan in taken.first { $0.name == orphan.name } ?? orphan }
        }
        let pending = plan.stores.filter { saved.pending.contains($0.name) }
        let ended = Dictionary(
            reconciler.carryOut(pending, of: selected, report: report).map { ($0.name, $0) }
        ) { first, _ in first }
        let others = reconciler.look(at: selected.filter { ended[$0.name] == nil }).map(\.plan.unplanned)
        let all = Dictionary(others.map { ($0.name, $0) }) { first, _ in first }.merging(ended) { $1 }
        return Plan(stores: selected.compactMap { all[$0.name] }, orphans: orphans, prunes: prunes)
    }
}

extension StorePlan {
    /// The plan of a store for which nothing was saved to be done.
    fileprivate var unplanned: StorePlan {
        guard state == .pending else { return self }
        var plan = self
        plan.reason = "the saved plan has nothing for it; \(reason)"
        return plan
    }
}
