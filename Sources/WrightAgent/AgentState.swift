// SPDX-License-Identifier: MIT

import WrightModel

/// What the agent knows and waits for: a pure machine, events and the time in, effects out.
///
/// Events only mark stores as dirty. Dirty stores are converged together once the burst is over, one pass at a time.
/// A pass that finds nothing to do raises no event, so that the agent falls silent after its own changes.
package struct AgentState: Sendable {
    package typealias Instant = ContinuousClock.Instant

    private let limits: AgentLimits
    var desired = Desired(stores: [])
    private(set) var records: [StoreName: StoreRecord] = [:]
    private(set) var tally = Tally()
    var index = StoreIndex()
    var orphans = OrphanWatch()

    /// The stores that are to be looked at; none of them is paused.
    var dirty = DirtyStores()
    private var manifestIsDirty = false
    /// Whether the manifest was read and no pass has begun since.
    private var hasJustLoaded = false
    /// Open while something is dirty.
    private var window: SettleWindow?
    var pauses = Pauses()
    private(set) var pass: Pass?
    /// How many passes are over, and when the last of them ended.
    private(set) var passes = 0
    private(set) var lastPassEnd: Instant?
    var measures = Measures()
    /// No pass begins before.
    private var restEnd: Instant?
    private var nextLook: Instant
    private var wake: Instant?
    private(set) var isReady = false
    /// What the last manifest was refused for; empty while the one in force is the last one.
    var refusal: [String] = []

    /// The pass that is on its way.
    struct Pass {
        /// The stores that are converged; none where orphans are looked for.
        let dirty: DirtyStores
        let begin: Instant
    }

    package init(at now: Instant, limits: AgentLimits = AgentLimits()) {
        self.limits = limits
        nextLook = now + limits.fullLook
    }

    /// Takes an event in, and gives what is to be done, in this order.
    package mutating func reduce(_ event: AgentEvent, at now: Instant) -> [AgentEffect] {
        let effects = take(event, at: now)
        endPauses(at: now)
        lookAtAll(at: now)
        return effects + begin(at: now) + setWake(at: now)
    }

    private mutating func take(_ event: AgentEvent, at now: Instant) -> [AgentEffect] {
        switch event {
        case .device(let hint):
            mark(index.stores(concernedBy: hint), news: hint.isLoop ? nil : hint.number, at: now)
            if orphans.isConcerned(by: hint) { markOrphans(at: now) }
        case .path(let path): mark(index.stores(concernedBy: path), at: now)
        case .mounts:
            mark(index.unsettled, at: now)
            if desired.prune, orphans.count > 0 { markOrphans(at: now) }
        case .manifestTouched: markManifest(at: now)
        case .timer: wake = nil
        case .overrun: markAll(at: now)
        case .reload: startOver(at: now)
        case .manifest(let desired): return adopt(desired, at: now)
        case .manifestRefused(let lines): return refuse(lines)
        case .passed(let outcomes): return end(outcomes, at: now)
        case .pruned(let outcomes): return endPrune(outcomes, at: now)
        case .busy: giveWay(at: now)
        }
        return []
    }
}

// MARK: What is dirty

extension AgentState {
    /// A store that is paused is looked at when its pause ends anyway.
    mutating func mark(
        _ stores: Set<StoreName>, closely isClose: Bool = false, news device: DeviceNumber? = nil, at now: Instant
    ) {
        let eligible = stores.filter { !pauses.contains($0) }
        guard !eligible.isEmpty else { return }
        dirty.insert(eligible, closely: isClose, news: device, at: now)
        touch(at: now)
    }

    /// Puts a record in the place of the one that may be there; nil for a store that has left the manifest.
    mutating func file(_ record: StoreRecord?, of store: StoreName) {
        tally.replace(records[store], by: record)
        records[store] = record
    }

    private mutating func markManifest(at now: Instant) {
        manifestIsDirty = true
        touch(at: now)
    }

    private mutating func markAll(at now: Instant) {
        mark(Set(records.keys), closely: true, at: now)
        markOrphans(at: now)
        markManifest(at: now)
    }

    mutating func markOrphans(at now: Instant) {
        orphans.mark()
        touch(at: now)
    }

    private mutating func startOver(at now: Instant) {
        // Told anew once it is done.
        isReady = false
        pauses = Pauses()
        orphans.forgive()
        for name in desired.stores.map(\.name) { records[name]?.startOver() }
        markAll(at: now)
    }

    private mutating func touch(at now: Instant) {
        window?.touch(at: now)
        window = window ?? SettleWindow(at: now)
    }

    private mutating func endPauses(at now: Instant) {
        mark(pauses.takeOver(at: now), closely: true, at: now)
        if orphans.endPauses(at: now) { markOrphans(at: now) }
    }

    /// What was missed, or raises no event, is found then at the latest.
    private mutating func lookAtAll(at now: Instant) {
        guard nextLook <= now else { return }
        nextLook = now + limits.fullLook
        markAll(at: now)
    }
}

// MARK: Passes

extension AgentState {
    /// What is due at this moment.
    ///
    /// The manifest goes first, for it says what a pass is for; but a manifest that is written to again and again keeps
    /// no store waiting.
    private mutating func begin(at now: Instant) -> [AgentEffect] {
        guard let due = passDue, due <= now else { return [] }
        let open = window
        window = nil
        if manifestIsDirty, dirty.names.isEmpty || !hasJustLoaded {
            manifestIsDirty = false
            hasJustLoaded = true
            // The stores that are dirty already go with those that the manifest brings.
            if !dirty.names.isEmpty || orphans.isDirty { touch(at: now) }
            return [.loadManifest]
        }
        if manifestIsDirty { touch(at: now) }
        // An invalid manifest takes nothing down, nor does the last good one meanwhile.
        if orphans.isDirty, refusal.isEmpty {
            // What is dirty follows at once, for an orphan may stand in its way.
            if !dirty.names.isEmpty { window = open }
            pass = Pass(dirty: DirtyStores(), begin: now)
            return [.prune(desired, besides: orphans.begin())]
        }
        var request = dirty.request(records)
        guard !request.stores.isEmpty else { return [] }
        request.neighbours = desired.stores
        hasJustLoaded = false
        pass = Pass(dirty: dirty, begin: now)
        dirty = DirtyStores()
        return [.converge(request)]
    }

    private var passDue: Instant? {
        guard pass == nil, let window else { return nil }
        let end = window.end(limits)
        return restEnd.map { max($0, end) } ?? end
    }

    private mutating func rest(at now: Instant) {
        guard let pass else { return }
        restEnd = now + min(pass.begin.duration(to: now) * limits.restPerPass, limits.longestRest)
    }

    private mutating func endPrune(_ outcomes: [PassOutcome], at now: Instant) -> [AgentEffect] {
        if dirty.names.isEmpty { rest(at: now) }
        pass = nil
        let notices = orphans.take(outcomes, at: now, limits)
        if outcomes.contains(where: { $0.steps > 0 }) { mark(index.unsettled, closely: true, at: now) }
        return notices.map(AgentEffect.tell) + [.status(summary), measure]
    }

    private mutating func end(_ outcomes: [PassOutcome], at now: Instant) -> [AgentEffect] {
        rest(at: now)
        let dirty = pass?.dirty
        pass = nil
        passes += 1
        lastPassEnd = now
        let notices = outcomes.compactMap { settle($0, since: dirty?.begin(of: $0.plan.name), at: now) }
        if tally.isCalm(with: records.count) { measures.calm = now }
        return notices.map(AgentEffect.tell) + beReady() + [.status(summary), measure]
    }

    private mutating func settle(_ outcome: PassOutcome, since begin: Instant?, at now: Instant) -> Notice? {
        let name = outcome.plan.name
        guard var record = records[name] else { return nil }
        if let time = record.time(to: outcome, since: begin, at: now) { measures.convergence.add(time) }
        let consequence = record.take(outcome, at: now, limits)
        file(record, of: name)
        index.update(record.desired, by: outcome.plan)
        if let pause = consequence.pause {
            pauses.insert(name, until: now + pause)
            dirty.remove(name)
        }
        return consequence.notice
    }

    private mutating func giveWay(at now: Instant) {
        guard let pass else { return }
        self.pass = nil
        restEnd = now + limits.courtesy
        if pass.dirty.names.isEmpty { orphans.mark() }
        dirty.insert(pass.dirty, where: { records[$0] != nil && !pauses.contains($0) })
        touch(at: now)
    }

    mutating func beReady() -> [AgentEffect] {
        guard !isReady else { return [] }
        isReady = true
        return [.ready]
    }

    private mutating func setWake(at now: Instant) -> [AgentEffect] {
        let next = [passDue, nextLook, pauses.next, orphans.pauseEnd].compactMap { $0 }.min()
        guard let next, next != wake || next <= now else { return [] }
        wake = next
        return [.wake(at: next)]
    }
}
