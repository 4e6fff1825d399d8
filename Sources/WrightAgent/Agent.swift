// SPDX-License-Identifier: MIT

package import WrightKernel
import WrightModel
import WrightUdev

/// Keeps the machine converged until it is told to stop: one thread around epoll, and one beside it for the pass that is
/// on its way.
///
/// It decides nothing: what is heard goes to `AgentState`, and what that asks for is done here.
package struct Agent: ~Copyable {
    let poll: EventPoll
    private let signals: SignalDescriptor
    private let timer: TimerDescriptor
    private let monitor: UdevMonitor
    private let mounts: OwnedDescriptor
    private var folders: WatchedFolders
    var socket: StatusSocket

    let environment: AgentEnvironment
    private let passes: PassThread
    var manager: ServiceManager
    private(set) var state: AgentState
    var metrics: MetricsFile
    private var wake: ContinuousClock.Instant?
    private var isStopping = false

    /// What epoll gives back for each descriptor.
    private enum Source: UInt64, CaseIterable {
        case signals, timer, devices, mounts, folders, passes, callers
    }

    /// Listens to everything; what happens from here on is heard.
    ///
    /// Throws EADDRINUSE where another agent keeps the same manifest.
    package static func listen(_ environment: AgentEnvironment) throws(SyscallFailure) -> Agent {
        Heap.share()
        let agent = Agent(
            poll: try EventPoll(), signals: try SignalDescriptor(), timer: try TimerDescriptor(),
            monitor: try UdevMonitor.open(group: .udev),
            mounts: try OwnedDescriptor.open("/proc/self/mountinfo", .readOnly), folders: try WatchedFolders.make(),
            socket: try StatusSocket.open(for: environment.manifest),
            passes: try PassThread(PassRunner(trust: environment.trust, manifest: environment.manifest)),
            environment: environment)
        try agent.hear()
        return agent
    }

    private func hear() throws(SyscallFailure) {
        try poll.add(signals.raw, for: .readable, key: Source.signals.rawValue)
        try poll.add(timer.raw, for: .readable, key: Source.timer.rawValue)
        try poll.add(monitor.descriptor, for: .readable, key: Source.devices.rawValue)
        try poll.add(mounts.raw, for: .changed, key: Source.mounts.rawValue)
        try poll.add(folders.raw, for: .readable, key: Source.folders.rawValue)
        try poll.add(passes.raw, for: .readable, key: Source.passes.rawValue)
        try poll.add(socket.raw, for: .readable, key: Source.callers.rawValue)
    }

    private init(
        poll: consuming EventPoll, signals: consuming SignalDescriptor, timer: consuming TimerDescriptor,
        monitor: consuming UdevMonitor, mounts: consuming OwnedDescriptor, folders: consuming WatchedFolders,
        socket: consuming StatusSocket, passes: PassThread, environment: AgentEnvironment
    ) {
        self.poll = poll
        self.signals = signals
        self.timer = timer
        self.monitor = monitor
        self.mounts = mounts
        self.folders = folders
        self.socket = socket
        self.passes = passes
        self.environment = environment
        manager = environment.manager
        metrics = MetricsFile(text: environment.metrics)
        state = AgentState(at: .now)
    }

    /// Converges what is present, and goes on until SIGTERM or SIGINT.
    ///
    /// Loops stay attached.
    package mutating func run() throws(SyscallFailure) {
        perform([.watch([]), .loadManifest])
        while !isStopping {
            try setTimer()
            for key in try poll.wait() where !isStopping { try hear(key) }
            manager.beat(isAlive: !passes.isStuck())
        }
        tellEnd()
        passes.awaitEnd(for: .seconds(10))
    }

    /// The timer goes off for the state's sake, for the next sign of life, or for the metrics.
    private func setTimer() throws(SyscallFailure) {
        guard let next = [wake, manager.nextBeat, metrics.due].compactMap({ $0 }).min() else { return }
        try timer.set(after: ContinuousClock.now.duration(to: next))
    }
}

// MARK: What is heard

extension Agent {
    private mutating func hear(_ key: UInt64) throws(SyscallFailure) {
        guard let source = Source(rawValue: key) else { return socket.drop(key) }
        switch source {
        case .signals: try hearSignals()
        case .devices: try hearDevices()
        case .folders: events(of: try folders.next()).forEach { take($0) }
        case .mounts:
            take(.mounts)
            events(of: folders.refresh()).forEach { take($0) }
        case .timer:
            try timer.clear()
            take(.timer)
            catchUpOnMetrics()
        case .passes: if let outcome = try passes.outcome() { hear(outcome) }
        case .callers: acceptCallers()
        }
    }

    /// What a look at hundreds of stores took is given back: for a minute as a rule nothing needs it.
    private mutating func hear(_ outcome: AgentEvent) {
        take(outcome)
        if case .passed(let outcomes) = outcome, outcomes.count > Agent.fewStores { Heap.trim() }
    }

    private static let fewStores = 100

    private mutating func hearSignals() throws(SyscallFailure) {
        while let signal = try signals.next() {
            switch signal {
            case .stop: isStopping = true
            case .reload:
                manager.tellReloading()
                take(.reload)
            }
        }
    }

    /// Some events at a time, so that a storm without an end does not drown the rest.
    private mutating func hearDevices() throws(SyscallFailure) {
        for _ in 0..<1024 {
            let event: Uevent?
            do throws(MonitorFailure) {
                event = try monitor.next()
            } catch {
                if case .failed(let failure) = error { throw failure }
                take(.overrun)
                continue
            }
            guard let event else { return }
            take(.device(DeviceHint(event)))
        }
    }

    private func events(of news: WatchedFolders.News) -> [AgentEvent] {
        for failure in news.failures { environment.log(Notice(.warning, nil, failure.description)) }
        return (news.isOverrun ? [.overrun] : []) + news.paths.map { isOfManifest($0) ? .manifestTouched : .path($0) }
    }

    /// The manifest itself, a file in its folder, or a folder on the way to it.
    private func isOfManifest(_ path: String) -> Bool {
        let manifest = environment.manifest
        if AgentPaths.folder(of: path) == manifest { return path.hasSuffix(".yaml") }
        return path == manifest || manifest.hasPrefix(path + "/")
    }
}

// MARK: What is done

extension Agent {
    private mutating func take(_ event: AgentEvent) { perform(state.reduce(event, at: .now)) }

    /// Does what the state asks for; then tells it what came of that, and goes on with what it asks for in answer.
    ///
    /// In this order: an answer's effects are younger than those that stand behind what they answer.
    private mutating func perform(_ effects: [AgentEffect]) {
        var answers: [AgentEvent] = []
        for effect in effects {
            switch effect {
            case .converge(let request): if let failure = begin(.converge(request)) { answers.append(failure) }
            case .prune(let desired, let spared):
                if let failure = begin(.prune(desired, besides: spared)) { answers.append(failure) }
            case .loadManifest: answers.append(environment.load())
            case .watch(let wanted): answers += events(of: folders.watch(wanted.union(manifestFolders)))
            case .wake(let moment): wake = moment
            case .tell(let notice): environment.log(notice)
            case .ready: manager.tellReady()
            case .measure(let path): measure(to: path)
            case .status(let line):
                manager.tell(status: line)
                if socket.hasCallers { tellCallers() }
            }
        }
        for answer in answers { take(answer) }
    }

    /// Has a pass begin beside this thread; what it came to where it could not.
    private func begin(_ task: PassTask) -> AgentEvent? {
        do throws(SyscallFailure) {
            try passes.begin(task)
            return nil
        } catch {
            return task.failed(error)
        }
    }

    /// The manifest is a file in the one, or the files in the other.
    private var manifestFolders: Set<String> { [environment.manifest, AgentPaths.folder(of: environment.manifest)] }
}

extension DeviceHint {
    /// A partition's disk is the last folder but one of its path below /sys.
    fileprivate init(_ event: Uevent) {
        let place = event.devicePath.split(separator: "/")
        let disk = event.devtype == "partition" ? place.dropLast().last.map(String.init) : nil
        let links = event.properties["DEVLINKS"]?.split(separator: " ").map(String.init) ?? []
        self.init(disk: disk ?? event.name, number: event.number, names: ["/dev/" + event.name] + links)
    }
}
