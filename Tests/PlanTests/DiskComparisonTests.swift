// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// Whether a disk that comes is the one that left, and what is done where it is not.
@Suite struct DiskComparisonTests {
    /// The disk that is remembered, and the one that is there: the same, but for its node, until a case says otherwise.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var former = DiskIdentity(
            node: "/dev/sdb", sequence: DiskSequence(3), loop: DiskSequence(4),
            names: ["ID_SERIAL": "usb-A", "ID_WWN": "0x5"], table: .gpt(someGUID), size: mebibytes(64))
        var came = standing(
            disk {
                $0.path = "/dev/sdc"; $0.sequence = DiskSequence(9); $0.names = ["ID_SERIAL": "usb-A", "ID_WWN": "0x5"]
            }, .holding(gpt([])))
        var direct = false
        var expected: String?

        init(
            _ name: String, _ expected: String? = nil, direct: Bool = false,
            _ edit: (inout DiskIdentity, inout ObservedStore) -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.direct = direct
            edit(&former, &came)
        }

        var plan: StorePlan {
            let desired = store("a", .device("/dev/disk/by-id/x"), [part("x", .rest)]) {
                $0.formerDisk = former
                $0.attachment = direct ? .direct : .loop
            }
            return Planner.plan(desired, came, host: machine)
        }
    }

    static func loop(_ sequence: UInt64, over backing: PresentBacking) -> ObservedDevice {
        ObservedDevice(
            name: "loop0", number: DeviceNumber(major: 7, minor: 0), sequence: DiskSequence(sequence),
            size: backing.size,
            binding: LoopBinding(backing: backing.identity, path: backing.path, reference: "loopwright/a"))
    }

    static let cases = [
        Case("renamed") { _, _ in },
        Case("another serial number", "serial number 'usb-A' | serial number 'usb-B'") {
            $1.edit { $0.names["ID_SERIAL"] = "usb-B" }
        },
        Case("another WWN", "WWN '0x5' | WWN '0x6'") { $1.edit { $0.names["ID_WWN"] = "0x6" } },
        Case("another table", "table \(someGUID) | table \(guid(7))") {
            $1.contents = .holding(gpt([]) { $0.identifier = .gpt(guid(7)) })
        },
        Case("smaller", "64 MiB | 32 MiB") { $1.edit { $0.size = mebibytes(32) } },
        Case(
            "all at once",
            "serial number 'usb-A', WWN '0x5', table \(someGUID) and 64 MiB | "
                + "serial number 'usb-B', WWN '0x6', table cafef00d and 32 MiB"
        ) {
            $1.contents = .holding(mbr([]))
            $1.edit {
                $0.size = mebibytes(32); $0.names = ["ID_SERIAL": "usb-B", "ID_WWN": "0x6"]
            }
        },
        Case("larger") { $1.edit { $0.size = mebibytes(128) } },
        Case("given a table since") { former, _ in former.table = nil },
        Case("named by one of them only") { $1.edit { $0.names = ["serial": "B", "wwid": "6"] } },
        Case("the disk's own number goes before that of its bus") {
            $0.names = ["ID_SERIAL": "ata-A", "ID_SERIAL_SHORT": "A"]
            $1.edit { $0.names = ["ID_SERIAL": "usb-A", "ID_SERIAL_SHORT": "A"] }
        },
        Case("without its table, but with its name") { $1.contents = .blank },
        Case("without its table, and without a name", "table \(someGUID) | no sound table") {
            $0.names = [:]
            $1.contents = .blank
        },
        Case("its table was changed while it stayed") {
            $1.contents = .holding(gpt([]) { $0.identifier = .gpt(guid(7)) })
            $1.edit { $0.sequence = DiskSequence(3) }
        },
        Case("somebody attached the store to it") {
            $1.edit { $0.names["ID_SERIAL"] = "usb-B" }
            $1.device = $1.backing.present.map { loop(10, over: $0) }
        },
        Case("its medium was changed under the loop", "table \(someGUID) | table \(guid(7))") {
            $1.contents = .holding(gpt([]) { $0.identifier = .gpt(guid(7)) })
            $1.device = $1.backing.present.map { loop(4, over: $0) }
        },
        Case("the disk itself, unknown", "serial number 'usb-A' | serial number 'usb-B'", direct: true) {
            $1.edit { $0.names["ID_SERIAL"] = "usb-B" }
            $1.device = wholeDisk()
        },
        Case("the disk itself, with the store's links", direct: true) {
            $1.edit { $0.names["ID_SERIAL"] = "usb-B" }
            $1.device = wholeDisk()
            $1.records = [nil: [own("disk")]]
        },
    ]

    @Test(arguments: cases) func decision(_ test: Case) {
        let plan = test.plan
        guard let sides = test.expected?.split(separator: " | "), let had = sides.first, let has = sides.last else {
            #expect(plan.state == .pending || plan.state == .converged, "\(plan.reason)")
            return
        }
        #expect(
            PlanText(plan)
                == PlanText([
                    "blocked: its disk is not the one that left: '/dev/sdb' had \(had), and '/dev/sdc' has \(has)",
                    "remedy: put the one that left back, or run `loopwright apply a` to take this one; "
                        + "SIGHUP has the agent forget the one that left",
                ]))
    }

    @Test func thePlanTellsTheDisk() {
        let test = Case("") { $1.device = $1.backing.present.map { DiskComparisonTests.loop(10, over: $0) } }
        #expect(
            test.plan.basis.disk
                == DiskIdentity(
                    node: "/dev/sdc", sequence: DiskSequence(9), loop: DiskSequence(10),
                    names: ["ID_SERIAL": "usb-A", "ID_WWN": "0x5"], table: .gpt(someGUID), size: mebibytes(64)))
        #expect(Planner.plan(usual(), standing(), host: machine).basis.disk == nil)
    }
}

extension ObservedStore {
    fileprivate mutating func edit(_ change: (inout PresentBacking) -> Void) {
        guard case .present(var present) = backing else { return }
        change(&present)
        backing = .present(present)
    }
}
