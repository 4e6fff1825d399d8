// SPDX-License-Identifier: MIT

import WrightModel
import WrightPlan
import WrightText

/// Why a store is in its state, on one screen: what stands in the way and what would permit to go on first, and below
/// it what was looked at.
package struct ExplanationText: Sendable {
    private let page: Page
    private let isRoot: Bool

    /// - Parameter isRoot: whether all processes could be looked at.
    package init(_ page: Page = Page(), isRoot: Bool) {
        self.page = page
        self.isRoot = isRoot
    }

    private static let indent = 14

    package func lines(of store: Explanation) -> [String] {
        let found: [[StyledText]] = [
            row("manifest", manifest(store)), row("disks", disks(store)), row("backing", backing(store)),
            row("holds", contents(store)), row("device", device(store)),
            row("partitions", partitions(store), isSet: true),
            row("links", links(store)), row("in use", users(store)), row("agent", agent(store)),
        ]
        return verdict(store.plan) + page.rendered([StyledText()] + found.flatMap(\.self)) + steps(store.plan)
    }

    /// A name of what is looked at, and what is found of it, each thing on a line of its own.
    ///
    /// - Parameter isSet: whether they are lines of a table, and are not broken.
    private func row(_ name: String, _ found: [StyledText], isSet: Bool = false) -> [StyledText] {
        let title = page.text("  " + name, .faint).padded(to: ExplanationText.indent)
        return found.enumerated().flatMap { index, text in
            let head = index == 0 ? title : .spaces(ExplanationText.indent)
            return isSet ? [head + text] : page.flowedSentence(text, after: head, indent: ExplanationText.indent + 2)
        }
    }

    private func says(_ sentences: String?...) -> [StyledText] { sentences.compactMap { $0.map { page.text($0) } } }

    // MARK: The verdict

    /// The state and why; each obstacle with what would permit to go on, where there are several.
    private func verdict(_ plan: StorePlan) -> [String] {
        let text = PlanText(page)
        guard plan.obstacles.count > 1 else { return text.header(of: plan) + text.footer(of: plan) }
        let head =
            page.text(plan.name.text, .heading) + .spaces(2) + page.text(plan.state.rawValue, plan.state.ink)
            + page.text(": \(plan.obstacles.count) things stand in its way")
        let lines = plan.obstacles.enumerated().flatMap { index, obstacle in
            page.flowedSentence(obstacle.sentence, after: page.text("  \(index + 1). "), indent: 5)
                + page.flowedSentence(obstacle.remedy, after: page.text("     remedy: ", .heading), indent: 7)
        }
        return page.rendered([head] + lines)
    }

    /// The first steps of a pending store: `plan` has them all.
    private func steps(_ plan: StorePlan) -> [String] {
        guard !plan.steps.isEmpty else { return [] }
        let shown = 10
        let columns = PlanColumns(of: plan)
        let lines = plan.steps.prefix(shown).flatMap { PlanText(page).headline($0, plan, columns, showsLinks: false) }
        let more = page.text("  `loopwright plan \(plan.name)` shows all \(plan.steps.count) steps with their reasons")
        return page.rendered([StyledText()] + lines + [more])
    }

    // MARK: What was looked at

    private func manifest(_ store: Explanation) -> [StyledText] {
        let desired = store.desired
        let names = desired.partitions.map(\.name.text)
        let clauses = [
            desired.size.map(\.inWords), desired.attachment == .direct ? "no loop" : nil,
            desired.readOnly == true ? "read-only" : nil, desired.kindToMake.map(\.rawValue),
            desired.table == .noTable ? "no table" : nil, desired.isTakenAsItIs ? "taken as it is" : nil,
            names.isEmpty ? nil : Sentence.count(names.count, "partition") + " (" + names.joined(separator: ", ") + ")",
        ]
        return says(desired.location.description, clauses.compactMap(\.self).joined(separator: ", "))
    }

    /// The disks that fit a `match`, and those that come near.
    private func disks(_ store: Explanation) -> [StyledText] {
        guard case .match(let globs) = store.desired.backing else { return [] }
        let all = store.evidence.candidates
        let fitting = all.filter(\.misfits.isEmpty)
        let near = all.filter { !$0.misfits.isEmpty }
        let shown = fitting + near.prefix(fitting.isEmpty ? 3 : 0)
        let wish = globs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        let rest = all.count - shown.count
        return says("one with \(wish)") + shown.map { page.text(words(of: $0)) }
            + (rest > 0 ? says("\(Sentence.count(rest, "other disk")) \(rest == 1 ? "does" : "do") not fit") : [])
            + (all.isEmpty ? says("udev knows of no disk at all") : [])
    }

    private func words(of disk: Evidence.Candidate) -> String {
        guard !disk.misfits.isEmpty else { return "\(disk.node) fits" }
        let misfits = disk.misfits.map { misfit in
            misfit.found.map { "\(misfit.property) is \(Sentence.quoted($0))" } ?? "it has no \(misfit.property)"
        }
        return "\(disk.node) does not: " + Sentence.list(misfits)
    }

    private func backing(_ store: Explanation) -> [StyledText] {
        let evidence = store.evidence
        let place = evidence.mount.map { "on '\($0.place)' (\($0.kind) of \($0.source))" }
        switch store.observed.backing {
        case .present(let backing):
            let size = evidence.allocated.map { "\(backing.size.inWords), of which \($0.inBrief) are allocated" }
            let clauses = [
                size ?? backing.size.inWords, backing.identity.inBrief, backing.sequence.map { "diskseq \($0)" },
                backing.isReadOnly ? "may only be read" : nil, backing.isBeingWritten ? "open for writing" : nil,
            ]
            let names = backing.names.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return says(
                backing.path, clauses.compactMap(\.self).joined(separator: ", "),
                joined(place, backing.free.map { "\($0.inBrief) free" }),
                names.isEmpty ? nil : names.joined(separator: ", "))
        case .creatable(let path, let free):
            return says("\(path) is not there, and can be made", joined(place, "\(free.inBrief) free"))
        case .absent(let reason):
            if case .match = store.desired.backing { return [] }
            return says("\(store.plan.backing) is not there", store.plan.reason == reason ? nil : reason, place)
        case .ambiguous: return []
        case .refused(let reason, _): return says(store.plan.reason == reason ? "not used" : reason, place)
        }
    }

    private func joined(_ clauses: String?...) -> String? {
        let known = clauses.compactMap(\.self)
        return known.isEmpty ? nil : known.joined(separator: ", ")
    }

    private func contents(_ store: Explanation) -> [StyledText] {
        guard let contents = store.observed.contents else { return [] }
        let signatures = contents.signatures.map { SignatureText.clause($0) }
        let table: [String]
        switch contents.table {
        case .present(let found):
            table = [
                "\(found.kind.rawValue) \(found.identifier) with \(Sentence.count(found.partitions.count, "partition"))",
                "\(found.condition.note ?? "sound"), checksum \(eightDigits(found.checksum)), "
                    + "\(found.entries) entries, \(found.sectorSize.count.bytes)-byte sectors",
            ]
        case .absent:
            table = [contents.holdsData || !signatures.isEmpty ? "no partition table" : "nothing: it is blank"]
        case .damaged(let why): table = ["a partition table that cannot be trusted: \(why)"]
        case .unreadable(let why): table = [why]
        }
        let unknown = contents.table == .absent && signatures.isEmpty && contents.holdsData
        return (table + signatures + (unknown ? ["data of a kind that nothing here knows"] : [])).map { page.text($0) }
    }

    private func device(_ store: Explanation) -> [StyledText] {
        let strangers = store.observed.strangers.map { "\($0.node) of others is over the same bytes" }.map {
            page.text($0)
        }
        guard let device = store.observed.device else {
            let isMissed = store.observed.backing.present != nil && store.desired.attachment == .loop
            return (isMissed ? says("no loop of the store's own") : []) + strangers
        }
        let clauses = [
            device.size.inWords, "device \(device.number)", "diskseq \(device.sequence)",
            "\(device.sectorSize.count.bytes)-byte sectors", device.isReadOnly ? "read-only" : nil,
        ]
        return says(
            "\(device.node): " + clauses.compactMap(\.self).joined(separator: ", "),
            device.binding.map { words(of: $0, store.observed.backing.present) }) + strangers
    }

    private func words(of binding: LoopBinding, _ present: PresentBacking?) -> String {
        let isOther = present.map { $0.identity != binding.backing } ?? true
        let clauses = [
            "over '\(binding.path)'" + (isOther ? " (\(binding.backing.inBrief))" : ""),
            binding.offset > .zero ? "from \(binding.offset.inWords)" : nil,
            binding.sizeLimit > .zero ? "\(binding.sizeLimit.inWords) long" : nil,
            binding.reference.map { "marked '\($0)'" }, binding.directIO ? "direct I/O" : nil,
            binding.autoclear ? "goes at its last close" : nil,
        ]
        return clauses.compactMap(\.self).joined(separator: ", ")
    }

    /// A line a partition: number, name, size, node, and what udev found in it.
    private func partitions(_ store: Explanation) -> [StyledText] {
        let views = store.plan.partitions
        let rows = views.map { view in
            [
                "\(view.number)", view.name?.text ?? "", view.extent.length.inWords, view.node ?? "not shown",
                store.evidence.fileSystems[view.number].map { $0.type + ($0.label.map { " \"\($0)\"" } ?? "") } ?? "",
            ]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let known = Set(views.map(\.number))
        let extra = (store.observed.device?.partitions ?? []).filter { !known.contains($0.number) }
        return rows.map { row in
            page.text(row[0]).padded(to: widths[0], .right) + .spaces(1)
                + page.text(row[1], .heading).padded(to: widths[1])
                + .spaces(2) + page.text(row[2]).padded(to: widths[2], .right) + .spaces(2)
                + page.text(row[3], row[3].hasPrefix("/") ? .plain : .faint).padded(to: widths[3]) + .spaces(2)
                + page.text(row[4])
        } + extra.map { page.text("the kernel shows '\($0.node)', which is in no table") }
    }

    private func links(_ store: Explanation) -> [StyledText] {
        guard store.observed.device != nil else { return [] }
        let links = store.links
        let wrong = links.filter { !$0.isRight }
        let right = links.count - wrong.count
        let summary =
            wrong.isEmpty ? "all \(right) lead where they should" : "\(right) of \(links.count) lead where they should"
        let shown = wrong.prefix(4).map { page.text("\($0.link.absolute) \($0.words)") }
        let rest = wrong.count - shown.count
        let told = store.misrecorded.map { $0.map { "partition \($0)" } ?? "the disk" }
        return says(summary) + shown + (rest > 0 ? says("\(rest) more") : [])
            + says(told.isEmpty ? nil : "udev is told something else of \(Sentence.list(Array(told.prefix(4))))")
    }

    private func users(_ store: Explanation) -> [StyledText] {
        let users = store.evidence.users.flatMap { part in
            part.uses.map { page.text("\(part.path): \($0.inWords)") }
                + part.lockers.map { page.text("\(part.path): locked by \($0.who), and udev waits for that") }
        }
        guard users.isEmpty, store.observed.backing.present != nil || store.observed.device != nil else { return users }
        return says(isRoot ? "by nobody" : "by nobody, as far as can be told without root")
    }

    private func agent(_ store: Explanation) -> [StyledText] {
        guard let agent = store.agent else { return [] }
        let words = AgentText(page).sentence(agent, beside: store.plan.state)
        return says(
            words ?? "has found it \(agent.state.rawValue) for \(agent.stateAge.inWords)",
            AgentText.isAlone(agent, beside: store.plan.state) ? agent.remedy.map { "remedy: \($0)" } : nil)
    }
}

extension BackingIdentity {
    /// The inode, or the number of a device.
    fileprivate var inBrief: String {
        switch self {
        case .file(_, let inode): "inode \(inode)"
        case .device(let number): "device \(number)"
        }
    }
}

extension DeviceUse {
    /// Who holds a lock.
    fileprivate var who: String {
        guard case .openedBy(let process, let command) = self else {
            return "a process that is gone and has left it to one that has this open"
        }
        return "'\(command)' (process \(process))"
    }
}
