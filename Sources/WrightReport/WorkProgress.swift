// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// How far a command's work has come: the line that a terminal shows meanwhile, and the sentence for whoever interrupts it.
package struct WorkProgress: Sendable {
    private let command: String
    private let stores: Int
    private var stage = Stage.looking
    /// The stores of which a step has begun or of which it was told that their turn has come, in that order.
    private var turns: [StoreName] = []
    private var taken: [StoreName: Int] = [:]

    private enum Stage: Sendable {
        case looking
        case backings
        case step(PlannedStep, StorePlan)
        case links(Int)
        case done
    }

    /// - Parameters:
    ///   - command: what goes on from where this one is interrupted: `loopwright apply`.
    ///   - stores: how many are meant, as far as that is known.
    package init(command: String, stores: Int) {
        self.command = command
        self.stores = stores
    }

    /// Whether a step is being carried out, which is not to be cut off without need.
    package var isAtStep: Bool { if case .step = stage { true } else { false } }

    package mutating func waitForBackings() { stage = .backings }
    package mutating func wait(forLinks count: Int) { stage = count > 0 ? .links(count) : .looking }
    package mutating func turn(to store: StoreName) { if !turns.contains(store) { turns.append(store) } }

    package mutating func begin(_ step: PlannedStep, of plan: StorePlan) {
        turn(to: plan.name)
        stage = .step(step, plan)
    }

    package mutating func finishStep(of store: StoreName) {
        taken[store, default: 0] += 1
        stage = .looking
    }

    package mutating func finish() { stage = .done }

    // MARK: The line

    /// What is being done and for how long, in no more columns than there are.
    package func line(since time: Duration, columns: Int, _ glyphs: Glyphs = .unicode) -> String {
        let end = time >= .seconds(1) && columns >= WorkProgress.roomy ? "  \(time.components.seconds) s" : ""
        // In the last column some terminals begin a new line.
        let room = max(columns - 1 - end.utf8.count, 0)
        return DisplayWidth.cut(Escape.visible(words(glyphs), asciiOnly: glyphs.isASCII), to: room, glyphs.ellipsis)
            + end
    }

    /// So many columns have room for a length of time.
    private static let roomy = 24

    private func words(_ glyphs: Glyphs) -> String {
        switch stage {
        case .looking, .done: "looking at \(Sentence.count(max(stores, 1), "store"))"
        case .backings: "waiting for backings that are not there yet"
        case .links(let count): "waiting for udev: \(Sentence.count(count, "link"))"
        case .step(let step, let plan): place(in: plan) + ": " + StepText(step, in: plan).plainLine(glyphs)
        }
    }

    /// `store 2 of 5, step 3 of 9`.
    private func place(in plan: StorePlan) -> String {
        let step = "step \((taken[plan.name] ?? 0) + 1) of \(plan.steps.count)"
        return stores > 1 ? "store \((turns.firstIndex(of: plan.name) ?? 0) + 1) of \(stores), \(step)" : step
    }

    // MARK: The sentence

    /// How things stand, and what goes on from there.
    package var farewell: String {
        let next = "the next `\(command)` goes on from there"
        let steps = taken.values.reduce(0, +)
        switch stage {
        case .backings: return "interrupted while backings were waited for: nothing was changed, and \(next)"
        case .looking where steps == 0: return "interrupted before anything was changed, and \(next)"
        case .looking: return "interrupted after \(Sentence.count(steps, "step")), and \(next)"
        case .links(let count):
            let links = Sentence.count(count, "link")
            return "interrupted while udev was waited for, every step taken and \(links) not seen yet, and \(next)"
        case .step(let step, let plan):
            let text = StepText(step, in: plan).plainLine(.unicode)
            let place = "\(place(in: plan)) of '\(plan.name)' (\(Escape.visible(text)))"
            return "interrupted at \(place): no data is lost, and \(next)"
        case .done: return "interrupted when all was done"
        }
    }
}

extension StepText {
    /// The step without its mark and its links: `grow /srv/a.img 4 GiB → 8 GiB`.
    fileprivate func plainLine(_ glyphs: Glyphs) -> String {
        "\(verb.word) \(target)" + (change(glyphs).map { " " + $0 } ?? "")
    }
}
