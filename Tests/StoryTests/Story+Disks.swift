// SPDX-License-Identifier: MIT

import WrightModel

extension Story {
    /// Stores on real disks, and several at once.
    static let disks = [
        Story(
            name: "a disk that is away",
            manifest: archive,
            expected: """
                """),
        Story(
            name: "two disks that fit",
            manifest: archive,
            world: {
                let names = ["/dev/sdb (ID_SERIAL=WDC_WD40EZRZ_1)", "/dev/sdc (ID_SERIAL=WDC_WD40EZRZ_2)"]
                return ["archive": ObservedStore(backing: .ambiguous(names))]
            },
            expected: """
                """),
        Story(
            name: "a blank disk that is partitioned itself",
            manifest: archive,
            world: { ["archive": World.disk(World.gibibytes(4000), isDirect: true)] },
            expected: """
                """),
        Story(
            name: "a disk in use",
            manifest: archive,
            world: {
                [
                    "archive": World.disk(World.gibibytes(4000), isDirect: true).but {
                        $0.device?.uses = [.mounted(at: "/mnt"), .heldBy("dm-0")]
                    }
                ]
            },
            expected: """
                """),
        Story(
            name: "a disk past its driver's limit",
            manifest: """
                version: 1
                stores:
                  card:
                    device: /dev/disk/by-id/mmc-SD32G
                    partitions:
                \((1...16).map { "      - {name: p\($0), size: rest}\n" }.joined())
                """,
            world: { ["card": World.disk(World.gibibytes(32), named: "mmcblk0")] },
            expected: """
                """),
        Story(
            name: "a machine with a store in every state",
            manifest: """
                version: 1
                stores:
                  done: {file: /srv/done.img, size: 64MiB, partitions: [{name: data, size: rest}]}
                  fresh: {file: /srv/fresh.img, size: 64MiB, partitions: [{name: data, size: rest}]}
                  foreign: {file: /srv/foreign.img, partitions: [{name: data, size: rest}]}
                  absent: {file: /srv/absent.img}
                  broken: {device: /dev/sdz, partitions: [{name: data, size: rest}]}
                """,
            world: {
                let text = """
                    version: 1
                    stores:
                      done: {file: /srv/done.img, size: 64MiB, partitions: [{name: data, size: rest}]}
                    """
                let failure = Contents(
                    table: .unreadable("cannot read '/dev/sdz': the medium has an error (pread: EIO)"), signatures: [],
                    holdsData: true)
                return [
                    "done": try World.after(text, of: "done"),
                    "foreign": World.file(World.mebibytes(64), at: "/srv/foreign.img", .holding("LVM2_member")),
                    "broken": World.disk(World.gibibytes(1), named: "sdz", failure),
                ]
            },
            expected: """
                """),
    ]

    private static let archive = """
        version: 1
        stores:
          archive:
            match: {ID_SERIAL: "WDC_WD40*", ID_BUS: usb}
            attach: direct
            partitions:
              - {name: photos, size: 60%}
              - {name: music, size: rest}
        """
}
