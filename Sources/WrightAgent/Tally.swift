// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// How many stores there are in each state: kept store by store, so that no event has all of them counted.
struct Tally: Sendable {
    private var states: [StoreState: Int] = [:]
    private var givenUp = 0

    /// Counts a store as another one than before; nil for one that is not there.
    mutating func replace(_ old: StoreRecord?, by new: StoreRecord?) {
        count(old, as: -1)
        count(new, as: 1)
    }

    private mutating func count(_ record: StoreRecord?, as one: Int) {
        guard let record, let state = record.plan?.state else { return }
        if record.isGivenUp { givenUp += one } else { states[state, default: 0] += one }
    }

    /// Whether so many stores are all that there are, and each is converged or waits for its backing.
    func isCalm(with count: Int) -> Bool {
        (states[.converged] ?? 0) + (states[.waiting] ?? 0) == count
    }

    /// `2 converged, 1 waiting, 1 given up`.
    var words: String {
        let counts = StoreState.allCases.compactMap { state -> String? in
            let count = states[state] ?? 0
            return count > 0 ? "\(count) \(state.rawValue)" : nil
        }
        return (counts + (givenUp > 0 ? ["\(givenUp) given up"] : [])).joined(separator: ", ")
    }
}
