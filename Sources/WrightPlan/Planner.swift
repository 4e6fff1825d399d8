// SPDX-License-Identifier: MIT

package import WrightModel

/// Decides what is to be done for a store: a pure function of what is wanted and of what is there.
package enum Planner {
    /// The plan for one store.
    ///
    /// Every obstacle is found before the first step is planned: a store that is not `pending` has no steps. What stands
    /// in the way of the whole machine blocks only stores of which something would be changed.
    package static func plan(_ desired: DesiredStore, _ observed: ObservedStore, host: Host) -> StorePlan {
        var plan = outline(desired, observed)
        do throws(Verdict) {
            let ground = try BackingPlanner(desired: desired, observed: observed).ground()
            let attachment = try AttachmentPlanner(desired: desired, observed: observed, ground: ground).attachment()
            StorePlanner(desired: desired, observed: observed, host: host, ground: ground, attachment: attachment)
                .complete(&plan)
        } catch {
            plan.end(by: error)
        }
        return plan
    }

    /// What can be said of a store before anything is decided.
    private static func outline(_ desired: DesiredStore, _ observed: ObservedStore) -> StorePlan {
        var basis = Basis(
            deviceSequence: observed.device?.sequence, tableChecksum: observed.contents?.table.table?.checksum,
            disk: observed.disk)
        if case .present(let backing) = observed.backing {
            basis.backing = backing.identity
            basis.backingSize = backing.size
            basis.backingSequence = backing.sequence
        }
        return StorePlan(
            name: desired.name, state: .failed, reason: "", backing: desired.backing.inWords(observed.backing),
            device: observed.device?.node, links: [.disk(of: desired.name)] + desired.links, basis: basis)
    }
}

extension StorePlan {
    mutating func end(by verdict: Verdict) {
        switch verdict {
        case .waiting(let reason): end(.waiting, reason)
        case .failed(let reason): end(.failed, reason)
        case .blocked(let obstacles): block(obstacles)
        }
    }

    mutating func end(_ state: StoreState, _ reason: String) {
        self.state = state
        self.reason = reason
        steps = []
    }

    /// All obstacles in one sentence, and all that would permit to go on in another.
    package mutating func block(_ obstacles: [Obstacle]) {
        end(.blocked, distinct(obstacles.map(\.sentence)).joined(separator: "; "))
        remedy = distinct(obstacles.map(\.remedy)).joined(separator: "; ")
        self.obstacles = obstacles
    }

    private func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}

extension DesiredBacking {
    /// The path, or the properties that are looked for; of a disk that was found by them its node.
    func inWords(_ observed: ObservedBacking) -> String {
        switch (self, observed) {
        case (.file(let path), _), (.device(let path), _): path
        case (.match, .present(let backing)): backing.path
        case (.match(let properties), _):
            properties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }
    }
}
