// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

extension SavedPlan {
    /// Whether a saved plan may still be carried out.
    package enum Verdict: Hashable, Sendable {
        /// It comes out as it was.
        case holds
        /// What it was to do has been done already.
        case isDone
        /// What it rests on is no longer so: a sentence for each change.
        case changed([String])
    }

    /// - Parameter now: the plan of the same stores as it comes out now.
    package func verdict(_ now: SavedPlan) -> Verdict {
        if let change = frame.change(to: now.frame) { return .changed([change]) }
        let wishes = changesOfManifest(now)
        if wishes.isEmpty, isDone(now) { return .isDone }
        let boot = frame.boot == now.frame.boot ? [] : ["the machine was booted since the plan was saved"]
        let world = boot.isEmpty && wishes.isEmpty ? changesOfMachine(now) : boot
        let changes = wishes + world
        return changes.isEmpty ? .holds : .changed(changes)
    }

    /// Whether all that was to be changed is as the manifest asks for, which asks for the same as then.
    private func isDone(_ now: SavedPlan) -> Bool {
        let states = Dictionary(now.stores.map { ($0.binding.name, $0.state) }) { first, _ in first }
        let pending = pending
        guard !pending.isEmpty || !pendingOrphans.isEmpty else { return false }
        return pending.allSatisfy { states[$0] == .some(.converged) } && now.pendingOrphans.isEmpty
    }

    private func changesOfManifest(_ now: SavedPlan) -> [String] {
        let (had, has) = (names, now.names)
        var changes = had.filter { !has.contains($0) }.map { "the manifest has no store '\($0)' any more" }
        changes += has.filter { !had.contains($0) }.map { "the manifest has a store '\($0)' that it had not" }
        if changes.isEmpty, had != has { changes.append("the manifest has its stores in another order") }
        if frame.prunes != now.frame.prunes { changes.append("the manifest says `prune: \(now.frame.prunes)` now") }
        for (before, after) in pairs(stores, now.stores) {
            changes += ManifestLine.changes(
                from: before.binding.manifest, to: after.binding.manifest, of: before.binding.name.text)
        }
        return changes
    }

    /// Only what is to be changed rests on anything.
    private func changesOfMachine(_ now: SavedPlan) -> [String] {
        let stores = pairs(stores, now.stores).filter { $0.0.isPending }.flatMap { $0.changes(to: $1) }
        guard frame.prunes else { return stores }
        let (had, has) = (orphans.filter(\.isPending), now.orphans.filter(\.isPending))
        let (left, come) = (
            had.filter { !has.contains($0) }.map {
                "what store '\($0.binding.name)' has left is no longer to be taken down as it was"
            },
            has.filter { !had.contains($0) }.map { "what store '\($0.binding.name)' has left is to be taken down now" }
        )
        return left + come + stores
    }

    /// The entries of both plans that are of the same store.
    private func pairs(_ before: [Entry], _ after: [Entry]) -> [(Entry, Entry)] {
        let others = Dictionary(after.map { ($0.binding.name, $0) }) { first, _ in first }
        return before.compactMap { entry in others[entry.binding.name].map { (entry, $0) } }
    }
}

extension SavedPlan.Frame {
    /// What makes every comparison void.
    fileprivate func change(to now: SavedPlan.Frame) -> String? {
        if version != now.version {
            return "the plan was saved by loopwright \(Sentence.quoted(version)), and this is '\(now.version)'"
        }
        if machine != now.machine { return "the plan was saved on another machine" }
        guard manifest != now.manifest else { return nil }
        return "the plan is of the manifest \(Sentence.quoted(manifest)), and this one is '\(now.manifest)'"
    }
}

extension SavedPlan.Entry {
    /// What is no longer as it was, a sentence each; where nothing else tells, how the plan itself differs.
    fileprivate func changes(to now: SavedPlan.Entry) -> [String] {
        let changes = binding.changes(
            to: now.binding, path: said("backing") ?? "", device: (said("device"), now.said("device")))
        // To the last byte: two texts that Swift calls equal may name different files.
        guard changes.isEmpty, Array(JSONText.compact(document).utf8) != Array(JSONText.compact(now.document).utf8)
        else { return changes }
        let name = binding.name
        guard now.isPending else {
            return ["'\(name)' is \(now.said("state") ?? "") now: \(now.said("reason") ?? "")"]
        }
        return ["the steps for '\(name)' come out otherwise now" + (firstDifference(from: now).map { ": \($0)" } ?? "")]
    }

    private func said(_ key: String) -> String? { try? document.optionalText(key) }

    /// The first step that is not the one that was saved.
    private func firstDifference(from now: SavedPlan.Entry) -> String? {
        guard let saved = try? document.elements("steps"), let steps = try? now.document.elements("steps"),
            let index = steps.indices.first(where: { !saved.indices.contains($0) || saved[$0] != steps[$0] })
        else { return nil }
        return (try? steps[index].text("text")).map(Sentence.quoted)
    }
}
