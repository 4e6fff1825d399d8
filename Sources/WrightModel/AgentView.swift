// SPDX-License-Identifier: MIT

/// What a running agent tells of its own work; every length of time ends at the moment of telling.
package struct AgentView: Hashable, Sendable {
    /// The agent's process.
    package var process: Int32
    /// Whether what was present has been converged once.
    package var isReady: Bool
    /// How many passes are over, and how long ago the last of them ended.
    package var passes: Int
    package var lastPass: Duration?
    /// How long the pass that is on its way has taken up to now.
    package var work: Duration?
    /// Why the manifest that lies there is not the one in force, line by line.
    package var refusal: [String]
    package var stores: [Store]
    package var figures: AgentFigures
    /// Why its figures could not be written to the file that the manifest names.
    package var metricsFailure: String?

    package init(
        process: Int32, isReady: Bool, passes: Int, lastPass: Duration? = nil, work: Duration? = nil,
        refusal: [String] = [], stores: [Store] = [], figures: AgentFigures = AgentFigures(),
        metricsFailure: String? = nil
    ) {
        self.process = process
        self.isReady = isReady
        self.passes = passes
        self.lastPass = lastPass
        self.work = work
        self.refusal = refusal
        self.stores = stores
        self.figures = figures
        self.metricsFailure = metricsFailure
    }

    /// What the agent remembers of a store.
    package struct Store: Hashable, Sendable {
        package var name: StoreName
        /// The state that the last pass left it in, and for how long it has been in it.
        package var state: StoreState
        package var stateAge: Duration
        /// How often in a row it has failed.
        package var failures: Int
        /// When it is tried again, where it failed or was given up.
        package var nextTry: Duration?
        /// How often it was mended lately; so often that it is left to the other program where `isGivenUp`.
        package var mendings: Int
        package var isGivenUp: Bool
        /// Why it is in that state.
        package var reason: String
        /// What would permit to go on, where it is blocked.
        package var remedy: String?
        /// Its device, where it has one, and what that stands on.
        package var device: String?
        package var backing: String
        package var figures: StoreFigures

        package init(
            name: StoreName, state: StoreState, stateAge: Duration, failures: Int = 0, nextTry: Duration? = nil,
            mendings: Int = 0, isGivenUp: Bool = false, reason: String, remedy: String? = nil, device: String? = nil,
            backing: String = "", figures: StoreFigures = StoreFigures()
        ) {
            self.name = name
            self.state = state
            self.stateAge = stateAge
            self.device = device
            self.backing = backing
            self.failures = failures
            self.nextTry = nextTry
            self.mendings = mendings
            self.isGivenUp = isGivenUp
            self.reason = reason
            self.remedy = remedy
            self.figures = figures
        }
    }
}

extension AgentView {
    /// The view as it would be told so much later, if nothing had happened.
    package func later(by time: Duration) -> AgentView {
        var view = self
        view.lastPass = lastPass.map { $0 + time }
        view.work = work.map { $0 + time }
        view.figures.lastConverged = figures.lastConverged.map { $0 + time }
        for index in stores.indices {
            view.stores[index].stateAge += time
            view.stores[index].nextTry = stores[index].nextTry.map { max(.zero, $0 - time) }
        }
        return view
    }

    /// The view without all that changes by itself or with every pass, for telling whether there is anything new.
    package var essence: AgentView {
        var view = self
        view.passes = 0
        view.lastPass = nil
        view.work = nil
        view.figures = AgentFigures()
        for index in stores.indices {
            view.stores[index].stateAge = .zero
            view.stores[index].nextTry = nil
        }
        return view
    }
}
