// SPDX-License-Identifier: MIT

import WrightModel

extension Story {
    /// Stores on real disks, and several at once.
    static let disks = [
        Story(
            name: "a disk that is away",
            manifest: archive,
            expected: """
                archive  waiting: no disk fits ID_BUS=usb, ID_SERIAL=WDC_WD40*

                1 store: 1 waiting
                """),
        Story(
            name: "two disks that fit",
            manifest: archive,
            world: {
                let names = ["/dev/sdb (ID_SERIAL=WDC_WD40EZRZ_1)", "/dev/sdc (ID_SERIAL=WDC_WD40EZRZ_2)"]
                return ["archive": ObservedStore(backing: .ambiguous(names))]
            },
            expected: """
                archive  blocked: several disks fit its 'match': /dev/sdb
                    (ID_SERIAL=WDC_WD40EZRZ_1), /dev/sdc (ID_SERIAL=WDC_WD40EZRZ_2)
                  remedy: add a property to 'match' that only one of them has; `udevadm info
                    --query=property DEVICE` tells those of each

                1 store: 1 blocked
                """),
        Story(
            name: "a blank disk that is partitioned itself",
            manifest: archive,
            world: { ["archive": World.disk(World.gibibytes(4000), isDirect: true)] },
            expected: """
                archive  pending: 4 steps: there is no partition table
                  + table   /dev/sdb  gpt with 2 partitions
                            + 1 photos  2457598 MiB at       1 MiB  linux
                            + 2 music      1600 GiB at 2457599 MiB  linux
                  + expose  1 photos  2457598 MiB
                            → /dev/disk/by-loopwright/archive/{part1,photos}
                            — the kernel does not show 2 partitions of its table
                  + expose  2 music      1600 GiB
                            → /dev/disk/by-loopwright/archive/{part2,music}
                  + link    disk  → /dev/disk/by-loopwright/archive/disk
                            — the link 'by-loopwright/archive/disk' is missing

                1 store: 1 pending with 4 steps
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
                archive  blocked: '/dev/sdb' is in use: mounted at '/mnt', held by 'dm-0'
                  remedy: run `umount '/mnt'`, take down '/dev/dm-0', of which `lsblk /dev/dm-0`
                    tells, then try again

                1 store: 1 blocked
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
                card  pending: 18 steps: no loop device is attached to '/dev/mmcblk0'
                  + attach  /dev/mmcblk0  to a free loop device
                            → /dev/disk/by-loopwright/card/disk
                  + table   /dev/disk/by-id/mmc-SD32G  gpt with 16 partitions
                            +  1 p1   2047 MiB at     1 MiB  linux
                            +  2 p2   2047 MiB at     2 GiB  linux
                            +  3 p3   2047 MiB at  4095 MiB  linux
                            +  4 p4   2047 MiB at  6142 MiB  linux
                            +  5 p5   2047 MiB at  8189 MiB  linux
                            +  6 p6   2047 MiB at 10236 MiB  linux
                            +  7 p7   2047 MiB at 12283 MiB  linux
                            +  8 p8   2047 MiB at 14330 MiB  linux
                            +  9 p9   2047 MiB at 16377 MiB  linux
                            + 10 p10  2047 MiB at 18424 MiB  linux
                            + 11 p11  2047 MiB at 20471 MiB  linux
                            + 12 p12  2047 MiB at 22518 MiB  linux
                            + 13 p13  2047 MiB at 24565 MiB  linux
                            + 14 p14  2047 MiB at 26612 MiB  linux
                            + 15 p15  2047 MiB at 28659 MiB  linux
                            + 16 p16  2061 MiB at 30706 MiB  linux
                            — there is no partition table
                  + expose   1 p1   2047 MiB  → /dev/disk/by-loopwright/card/{part1,p1}
                            — the kernel does not show 16 partitions of its table
                  + expose   2 p2   2047 MiB  → /dev/disk/by-loopwright/card/{part2,p2}
                  + expose   3 p3   2047 MiB  → /dev/disk/by-loopwright/card/{part3,p3}
                  + expose   4 p4   2047 MiB  → /dev/disk/by-loopwright/card/{part4,p4}
                  + expose   5 p5   2047 MiB  → /dev/disk/by-loopwright/card/{part5,p5}
                  + expose   6 p6   2047 MiB  → /dev/disk/by-loopwright/card/{part6,p6}
                  + expose   7 p7   2047 MiB  → /dev/disk/by-loopwright/card/{part7,p7}
                  + expose   8 p8   2047 MiB  → /dev/disk/by-loopwright/card/{part8,p8}
                  + expose   9 p9   2047 MiB  → /dev/disk/by-loopwright/card/{part9,p9}
                  + expose  10 p10  2047 MiB  → /dev/disk/by-loopwright/card/{part10,p10}
                  + expose  11 p11  2047 MiB  → /dev/disk/by-loopwright/card/{part11,p11}
                  + expose  12 p12  2047 MiB  → /dev/disk/by-loopwright/card/{part12,p12}
                  + expose  13 p13  2047 MiB  → /dev/disk/by-loopwright/card/{part13,p13}
                  + expose  14 p14  2047 MiB  → /dev/disk/by-loopwright/card/{part14,p14}
                  + expose  15 p15  2047 MiB  → /dev/disk/by-loopwright/card/{part15,p15}
                  + expose  16 p16  2061 MiB  → /dev/disk/by-loopwright/card/{part16,p16}

                1 store: 1 pending with 18 steps
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
                done  converged: 1 partition on /dev/loop0
                fresh  pending: 3 steps: the file does not exist
                  + create  /srv/fresh.img  64 MiB, sparse, gpt with 1 partition
                            + 1 data  62 MiB at 1 MiB  linux
                  + attach  /srv/fresh.img  to a free loop device
                            → /dev/disk/by-loopwright/fresh/disk
                            — no loop device is attached to '/srv/fresh.img'
                  + expose  1 data  62 MiB  → /dev/disk/by-loopwright/fresh/{part1,data}
                            — the kernel does not show partition 1

                foreign  blocked: its backing holds 'LVM2_member'
                  remedy: to use it as it is, leave 'table' and 'partitions' out; to give up all
                    that is there, run `fallocate --punch-hole --offset 0 --length 67108864
                    '/srv/foreign.img'`

                absent  waiting: the file does not exist, and the manifest gives no size to make
                    it with

                broken  failed: cannot read '/dev/sdz': the medium has an error (pread: EIO)

                5 stores: 1 converged, 1 pending with 3 steps, 1 waiting, 1 blocked, 1 failed
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
