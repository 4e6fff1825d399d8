// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel

/// The file in which the agent tells its figures: written anew as a whole each time, for whoever gathers them.
///
/// Where it cannot be written the agent goes on, and says so once.
package struct MetricsFile {
    private let text: (AgentView, _ isRunning: Bool) -> String
    private(set) var path: String?
    /// Why it could not be written the last time.
    private(set) var failure: String?
    /// Until when it is left alone.
    private var restEnd = ContinuousClock.now
    /// When what has come meanwhile is to be told; nil where nothing has.
    package private(set) var due: ContinuousClock.Instant?

    var isOpen: Bool { path != nil }

    package init(text: @escaping (AgentView, _ isRunning: Bool) -> String) { self.text = text }

    /// Whether it rests still, so that what there is to tell waits until `due`.
    ///
    /// After an event of one store the figures of all are written: so that a thousand stores make no event dear, it rests a
    /// hundred times as long as the writing took. Another file is written at once.
    package mutating func postpones(_ path: String?) -> Bool {
        due = path == self.path && ContinuousClock.now < restEnd ? restEnd : nil
        return due != nil
    }

    /// Tells the figures in this file; the one before, where it was another, is told that this agent is gone from it.
    ///
    /// - Returns: what there is to say of it that was not said before.
    package mutating func write(_ view: AgentView, to path: String?) -> Notice? {
        let begin = ContinuousClock.now
        defer { restEnd = .now + begin.duration(to: .now) * MetricsFile.restPerWriting }
        if path != self.path { close(view) }
        self.path = path
        let before = failure
        failure = path.flatMap { save(view, isRunning: true, as: $0) }
        guard failure != before, path != nil else { return nil }
        return Notice(failure == nil ? .notice : .warning, nil, failure ?? "the metrics are written again")
    }

    private static let restPerWriting = 100

    /// Tells the figures for the last time; where that fails nobody is left to do anything about it.
    mutating func close(_ view: AgentView) {
        if let path { _ = save(view, isRunning: false, as: path) }
        path = nil
        due = nil
    }

    private func save(_ view: AgentView, isRunning: Bool, as path: String) -> String? {
        do throws(PathRefusal) {
            guard try isFree(path) else {
                return "the metrics are not written: '\(path)' is there and holds no metrics"
            }
            // Read by another user; and what a power cut takes is written anew after it.
            try PlainFile.save(Array(text(view, isRunning).utf8), as: path, permissions: 0o644, isLasting: false)
            return nil
        } catch {
            return "the metrics are not written: \(error)"
        }
    }

    /// Whether nothing is lost with what has the name: nothing has it, or an empty file, or metrics of ours.
    ///
    /// Others than root may write to such folders, as the user of the collector: they can have no more than such a file
    /// replaced, by its own name.
    private func isFree(_ path: String) throws(PathRefusal) -> Bool {
        guard let beginning = try PlainFile.bytes(path, limit: MetricsFile.mark.utf8.count), !beginning.isEmpty else {
            return true
        }
        return beginning.starts(with: MetricsFile.mark.utf8)
    }

    /// What such a file begins with.
    private static let mark = "# HELP loopwright_"
}
