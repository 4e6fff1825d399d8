// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// A line of the log.
package struct Notice: Hashable, Sendable {
    /// How much a line matters: the numbers are those of syslog(3).
    package enum Priority: Int, Hashable, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case information = 6
    }

    package var priority: Priority
    /// The store that the line is about; nil where it is about all.
    package var store: StoreName?
    /// The node of the device that the line is about, where there is one.
    package var device: String?
    /// A sentence in lower case without a full stop.
    package var sentence: String

    package init(_ priority: Priority, _ store: StoreName? = nil, device: String? = nil, _ sentence: String) {
        self.priority = priority
        self.store = store
        self.device = device
        self.sentence = sentence
    }

    /// The line as it is written: `appliance: converged: 2 partitions on /dev/loop3`.
    package var line: String { (store.map { "\($0): " } ?? "") + sentence }
}

extension Notice {
    /// What a pass came to, and what is done about it.
    init(_ outcome: PassOutcome, next: String?) {
        let plan = outcome.plan
        let steps = outcome.steps > 0 ? " after \(Sentence.count(outcome.steps, "step"))" : ""
        let parts = ["\(plan.state.rawValue)\(steps): \(plan.reason)", plan.remedy, next].compactMap { $0 }
        self.init(plan.state.priority, plan.name, device: plan.device, parts.joined(separator: "; "))
    }
}

extension StoreState {
    fileprivate var priority: Notice.Priority {
        switch self {
        case .converged: .notice
        case .pending, .waiting: .information
        case .blocked: .warning
        case .failed: .error
        }
    }
}
