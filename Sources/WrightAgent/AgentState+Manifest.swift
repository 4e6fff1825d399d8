// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What another manifest changes.
extension AgentState {
    mutating func adopt(_ desired: Desired, at now: Instant) -> [AgentEffect] {
        let effects = refusal.isEmpty ? [] : [AgentEffect.tell(Notice(.notice, nil, "the manifest is right again"))]
        refusal = []
        let wanted = Dictionary(desired.stores.map { ($0.name, $0) }) { first, _ in first }
        let gone = self.desired.stores.filter { wanted[$0.name] == nil }
        let notices = gone.map { forget($0) }
        let news = desired.stores.filter { !$0.isSame(as: records[$0.name]?.desired) }
        let isChanged = !gone.isEmpty || !news.isEmpty || desired.prune != self.desired.prune
        let isToldElsewhere = desired.metricsFile != self.desired.metricsFile
        self.desired = desired
        news.forEach { take(up: $0) }
        for (position, store) in desired.stores.enumerated() { move(store.name, to: position) }
        mark(Set(news.map(\.name)), at: now)
        if isChanged || orphans.isDirty { markOrphans(at: now) }
        let watch = news.isEmpty && gone.isEmpty ? [] : [AgentEffect.watch(folders)]
        return effects + notices.map(AgentEffect.tell) + watch + (desired.stores.isEmpty ? beReady() : [])
            + (news.isEmpty ? [.status(summary)] : []) + (isToldElsewhere || !effects.isEmpty ? [measure] : [])
    }

    /// A store that is new, or wanted otherwise than before: what became of it before counts no more, but its disk does.
    private mutating func take(up store: DesiredStore) {
        if let old = records[store.name]?.desired { index.remove(old) }
        index.add(store)
        file(StoreRecord(store, after: records[store.name]), of: store.name)
        pauses.remove(store.name)
    }

    private mutating func move(_ store: StoreName, to position: Int) {
        guard var record = records[store] else { return }
        record.position = position
        file(record, of: store)
    }

    /// What the store has attached is the orphans' matter from here on.
    private mutating func forget(_ store: DesiredStore) -> Notice {
        index.remove(store)
        dirty.remove(store.name)
        pauses.remove(store.name)
        file(nil, of: store.name)
        return Notice(.notice, store.name, "is in the manifest no more")
    }

    private var folders: Set<String> {
        desired.stores.reduce(into: []) { $0.formUnion(AgentPaths.folders(of: $1)) }
    }

    /// Told once, and again when there is something else to tell.
    mutating func refuse(_ lines: [String]) -> [AgentEffect] {
        let ready = desired.stores.isEmpty ? beReady() : []
        guard lines != refusal else { return ready }
        refusal = lines
        let kept = desired.stores.isEmpty ? "there is none to go by" : "the last good one stays in force"
        let notices = lines.map { Notice(.error, nil, $0) } + [Notice(.error, nil, "the manifest is refused: \(kept)")]
        return notices.map(AgentEffect.tell) + ready + [.status("the manifest is refused: \(kept)"), measure]
    }

    /// `3 stores: 2 converged, 1 waiting; 1 orphan`.
    var summary: String {
        let left = orphans.count > 0 ? "; " + Sentence.count(orphans.count, "orphan") : ""
        let text = Sentence.count(records.count, "store") + (tally.words.isEmpty ? "" : ": " + tally.words) + left
        return refusal.isEmpty ? text : text + "; the manifest on disk is refused"
    }
}

extension DesiredStore {
    /// Whether nothing else is wanted, wherever in the manifest it is written.
    fileprivate func isSame(as other: DesiredStore?) -> Bool {
        guard var other else { return false }
        other.location = location
        return other == self
    }
}
