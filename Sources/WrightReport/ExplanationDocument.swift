// SPDX-License-Identifier: MIT

import WrightModel
import WrightPlan
package import WrightText

/// The document that `explain --json` prints.
package enum ExplanationDocument {
    package static func json(_ store: Explanation) -> JSONValue {
        [
            "format": StatusDocument.format, "store": StatusDocument.json(store.plan),
            "location": .string(store.desired.location.description),
            "obstacles": .array(
                store.plan.obstacles.map { ["sentence": .string($0.sentence), "remedy": .string($0.remedy)] }),
            "candidates": .array(store.evidence.candidates.map(candidate)), "found": found(store),
            "holds": holds(store),
            "attached": attached(store), "wrong-links": .array(store.links.filter { !$0.isRight }.map(link)),
            "users": .array(store.evidence.users.map(users)),
            "agent": store.agent.map(AgentDocument.json) ?? nil,
        ]
    }

    private static func candidate(_ disk: Evidence.Candidate) -> JSONValue {
        let misfits = disk.misfits.map { misfit -> JSONValue in
            [
                "property": .string(misfit.property), "wanted": .string(misfit.wanted),
                "value": JSONValue(misfit.found),
            ]
        }
        return ["device": .string(disk.node), "misfits": .array(misfits)]
    }

    /// The backing, where it is there.
    private static func found(_ store: Explanation) -> JSONValue {
        guard let backing = store.observed.backing.present else { return nil }
        let mount = store.evidence.mount
        return [
            "path": .string(backing.path), "identity": .string(backing.identity.description), "size": backing.size.json,
            "allocated": store.evidence.allocated?.json ?? nil, "room": backing.free?.json ?? nil,
            "mount": JSONValue(mount?.place), "file-system": JSONValue(mount?.kind), "source": JSONValue(mount?.source),
            "diskseq": JSONValue(backing.sequence?.description),
        ]
    }

    private static func holds(_ store: Explanation) -> JSONValue {
        guard let contents = store.observed.contents else { return nil }
        let trouble: String? =
            switch contents.table {
            case .damaged(let why), .unreadable(let why): why
            case .present(let table): table.condition.note
            case .absent: nil
            }
        return [
            "table": contents.table.table.map(StepDocument.table) ?? nil, "trouble": JSONValue(trouble),
            "table-checksum": JSONValue(contents.table.table.map { eightDigits($0.checksum) }),
            "signatures": .array(contents.signatures.map(LayoutDocument.signature)), "data": .bool(contents.holdsData),
        ]
    }

    private static func attached(_ store: Explanation) -> JSONValue {
        guard let device = store.observed.device else { return nil }
        return [
            "device": .string(device.node), "diskseq": .string(device.sequence.description), "size": device.size.json,
            "path": JSONValue(device.binding?.path), "reference": JSONValue(device.binding?.reference),
        ]
    }

    private static func link(_ finding: LinkFinding) -> JSONValue {
        [
            "link": .string(finding.link.absolute), "number": finding.number.map { .integer(Int64($0)) } ?? nil,
            "trouble": .string(finding.words),
        ]
    }

    private static func users(_ part: Evidence.Users) -> JSONValue {
        [
            "path": .string(part.path), "uses": .array(part.uses.map { .string($0.inWords) }),
            "locks": .array(part.lockers.map { .string($0.inWords) }),
        ]
    }
}
