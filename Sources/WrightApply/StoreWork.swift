// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// A store's plan while it is carried out, in one go or in two.
struct StoreWork {
    private let plan: StorePlan
    private var session: StoreSession
    private var remaining: ArraySlice<PlannedStep>
    /// What has been done and not been told yet.
    private var untold: [Progress] = []
    /// Why the plan was not carried out to its end.
    private(set) var failure: StepFailure?

    init(_ plan: StorePlan, file: String?, backlog: UdevBacklog) {
        self.plan = plan
        session = StoreSession(plan: plan, file: file, backlog: backlog)
        remaining = plan.steps[...]
    }

    /// Takes the steps up to the one that gives the store its device; none where it has that already.
    mutating func attach(by executor: Executor, report: (Progress) -> Void) {
        guard let attachment = remaining.firstIndex(where: \.step.attaches) else { return }
        var done: [Progress] = []
        run(through: attachment, by: executor) { progress in
            if case .taken = progress { done.append(progress) } else { report(progress) }
        }
        untold = done
    }

    /// Waits until udevd is done with the device that has just been attached.
    func settleDevice(on backlog: UdevBacklog) {
        guard !untold.isEmpty, !remaining.isEmpty, let name = session.device?.name else { return }
        backlog.settle(.changed(name))
    }

    /// Takes the steps that are left, and tells of all.
    mutating func finish(by executor: Executor, report: (Progress) -> Void) {
        report(.planned(plan))
        untold.forEach(report)
        untold = []
        run(through: remaining.endIndex - 1, by: executor, report: report)
    }

    private mutating func run(through last: Int, by executor: Executor, report: (Progress) -> Void) {
        guard failure == nil, remaining.startIndex <= last else { return }
        do {
            try executor.run(remaining[...last], in: &session, report: report)
        } catch {
            failure = error
        }
        remaining = remaining[(last + 1)...]
    }

    /// Has the links of the plan waited for, where it was carried out.
    func expectLinks(of readiness: inout Readiness) {
        guard failure == nil, !plan.steps.isEmpty, let disk = session.device?.name else { return }
        readiness.expect(plan, on: disk)
        let wanted = plan.allLinks
        let known = LinkInspection().names(in: plan.name) + plan.steps.flatMap(\.step.formerLinks)
        readiness.expectAbsence(of: Set(known).subtracting(wanted))
    }
}

extension Step {
    fileprivate var attaches: Bool { if case .attach = self { true } else { false } }

    /// What a device was known by that gets others or none.
    fileprivate var formerLinks: [LinkPath] { if case .publish(_, let before, _) = self { before } else { [] } }
}
