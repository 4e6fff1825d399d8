// SPDX-License-Identifier: MIT

import TestSupport
import WrightAgent
import WrightModel

/// A machine made of nothing but a clock, stores that are right or wrong, and the agent's state.
///
/// It does what the effects ask for and sends back what a real machine would: events of its own changes among them.
struct World {
    typealias Instant = ContinuousClock.Instant

    let begin = ContinuousClock.now
    private(set) var now: Instant
    private(set) var state: AgentState
    private(set) var wake: Instant?
    /// What is on its way to the agent, the next one last.
    private var queue: [(at: Instant, event: AgentEvent)] = []
    /// Events of one kind or another do not arrive.
    var losesEvents = false
    var takesLock = false
    /// How long a pass takes.
    var passTime = Duration.milliseconds(5)

    private(set) var stores: [DesiredStore] = []
    private(set) var wrong: Set<StoreName> = []
    /// Those of the wrong ones that a glance takes for right.
    private(set) var unseen: Set<StoreName> = []
    var failing: Set<StoreName> = []
    /// Stores that another program changes back as soon as they are right.
    var fought: Set<StoreName> = []
    /// What is attached of stores that nobody wants, and those of them that somebody uses.
    var left: Set<StoreName> = []
    var used: Set<StoreName> = []
    private var takenDown: Set<StoreName> = []
    var prunes = false
    var metricsFile: String?

    /// When each pass began, for which stores, and at which of these everything was looked at.
    private(set) var passes: [(at: Instant, stores: [StoreName], closely: [StoreName])] = []
    /// When each look for what is left began.
    private(set) var looks: [Instant] = []
    private(set) var notices: [Notice] = []
    private(set) var statuses: [String] = []
    /// The files in which the figures were told.
    private(set) var measured: [String?] = []
    private(set) var readies = 0
    private(set) var loads = 0

    init(stores names: [String] = [], left: Set<StoreName> = [], prunes: Bool = false) {
        now = begin
        state = AgentState(at: begin)
        stores = names.map(Make.store)
        wrong = Set(stores.map(\.name))
        self.left = left
        self.prunes = prunes
        take(.manifest(Desired(stores: stores, prune: prunes)))
    }

    /// The seconds since the beginning.
    var seconds: Double { Double((now - begin).components.seconds) }

    mutating func disturb(_ store: StoreName, after delay: Duration = .zero) {
        wrong.insert(store)
        unseen.remove(store)
        guard !losesEvents else { return }
        send(Make.event(of: store), after: delay)
    }

    /// Something is wrong that raises events like any other and that no glance at the store shows.
    mutating func disturbUnseen(_ store: StoreName) {
        disturb(store)
        unseen.insert(store)
    }

    mutating func want(_ stores: [DesiredStore]) {
        let names = Set(stores.map(\.name))
        left.formUnion(Set(self.stores.map(\.name)).subtracting(names).subtracting(wrong))
        // What is wanted again is there already, or is to be set up anew.
        left.subtract(names)
        wrong.formUnion(takenDown.intersection(names))
        takenDown.subtract(names)
        self.stores = stores
        send(.manifestTouched)
    }

    mutating func send(_ event: AgentEvent, after delay: Duration = .zero) {
        let moment = now + delay
        var low = 0
        var high = queue.count
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].at > moment { low = middle + 1 } else { high = middle }
        }
        queue.insert((moment, event), at: low)
    }

    /// Lets that much time go by, or so much as it takes until nothing more is to come before the next full look.
    mutating func run(for duration: Duration) {
        let end = now + duration
        while let next = next, next <= end {
            now = max(now, next)
            if let event = queue.last, event.at <= now {
                queue.removeLast()
                take(event.event)
            } else {
                wake = nil
                take(.timer)
            }
        }
        now = end
    }

    private var next: Instant? { [wake, queue.last?.at].compactMap { $0 }.min() }

    private mutating func take(_ event: AgentEvent) {
        for effect in state.reduce(event, at: now) { perform(effect) }
    }

    private mutating func perform(_ effect: AgentEffect) {
        switch effect {
        case .converge(let request): converge(request)
        case .prune(let desired, let spared): prune(desired, besides: spared)
        case .loadManifest:
            loads += 1
            send(.manifest(Desired(stores: stores, prune: prunes, metricsFile: metricsFile)))
        case .wake(let moment): wake = moment
        case .tell(let notice): notices.append(notice)
        case .ready: readies += 1
        case .status(let line): statuses.append(line)
        case .measure(let path): measured.append(path)
        case .watch: break
        }
    }

    private mutating func converge(_ request: PassRequest) {
        let closely = request.stores.map(\.name).filter { !isConfirmed($0, by: request) }
        guard !takesLock || closely.isEmpty else { return send(.busy) }
        passes.append((now, request.stores.map(\.name), closely))
        let outcomes = request.stores.map { store in
            closely.contains(store.name)
                ? outcome(of: store.name) : Make.outcome(store.name, .converged, steps: 0)
        }
        send(.passed(outcomes), after: passTime)
    }

    /// Whether a glance shows what the last plan has, which is all that a glance may be taken for.
    private func isConfirmed(_ store: StoreName, by request: PassRequest) -> Bool {
        request.plans[store] == Make.plan(store, .converged) && !failing.contains(store)
            && (!wrong.contains(store) || unseen.contains(store))
    }

    private mutating func prune(_ desired: Desired, besides spared: Set<StoreName>) {
        guard !takesLock else { return send(.busy) }
        looks.append(now)
        let names = left.subtracting(spared).subtracting(desired.stores.map(\.name)).sorted()
        send(.pruned(names.map { outcome(ofLeft: $0, prunes: desired.prune) }), after: passTime)
    }

    private mutating func outcome(ofLeft name: StoreName, prunes: Bool) -> PassOutcome {
        guard prunes, !used.contains(name) else { return Make.outcome(name, .blocked, steps: 0) }
        for delay in [1, 3, 9] { send(Make.event(of: name), after: .milliseconds(delay)) }
        guard !failing.contains(name) else { return Make.outcome(name, .failed, steps: 1) }
        left.remove(name)
        takenDown.insert(name)
        return Make.outcome(name, .converged, steps: 3)
    }

    private mutating func outcome(of name: StoreName) -> PassOutcome {
        if failing.contains(name) {
            // What was tried raised events, too.
            send(Make.event(of: name), after: .milliseconds(2))
            return Make.outcome(name, .failed, steps: 1)
        }
        unseen.remove(name)
        guard wrong.remove(name) != nil else { return Make.outcome(name, .converged, steps: 0) }
        for delay in [1, 3, 9] { send(Make.event(of: name), after: .milliseconds(delay)) }
        if fought.contains(name) { disturb(name, after: .milliseconds(20)) }
        return Make.outcome(name, .converged, steps: 2)
    }
}

/// The small parts that tests are made of.
enum Make {
    /// The name of a store, of which `text` holds only what a name may hold.
    static func name(_ text: String) -> StoreName {
        guard let name = StoreName(text) else { preconditionFailure("'\(text)' is no name") }
        return name
    }

    static func store(_ text: String) -> DesiredStore {
        DesiredStore(
            name: name(text), backing: .file("/srv/\(text).img"),
            location: SourceLocation(file: "m.yaml", line: 1, column: 1))
    }

    /// Each store's device is named after it.
    static func plan(_ store: StoreName, _ state: StoreState) -> StorePlan {
        StorePlan(
            name: store, state: state, reason: "so it is", backing: "/srv/\(store).img", device: "/dev/loop-\(store)")
    }

    static func outcome(_ store: StoreName, _ state: StoreState, steps: Int) -> PassOutcome {
        PassOutcome(plan: plan(store, state), steps: steps)
    }

    /// An event that a store that has been looked at is known by, or by its file before.
    static func event(of store: StoreName) -> AgentEvent {
        .device(DeviceHint(disk: "loop-\(store)", number: DeviceNumber(major: 7, minor: 1)))
    }
}
