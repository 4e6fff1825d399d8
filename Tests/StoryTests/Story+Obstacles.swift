// SPDX-License-Identifier: MIT

import WrightModel

extension Story {
    /// Stores at which loopwright stops and says why.
    static let obstacles = [
        Story(
            name: "a file system where the table would be",
            manifest: onePartition,
            world: { ["a": World.file(World.gibibytes(1), .holding("ext4", label: "backup"))] },
            expected: """
                a  blocked: its backing holds 'ext4' labelled 'backup'
                  remedy: to use it as it is, leave 'table' and 'partitions' out; to give up all
                    that is there, run `fallocate --punch-hole --offset 0 --length 1073741824
                    '/srv/a.img'`

                1 store: 1 blocked
                """),
        Story(
            name: "data that nothing knows",
            manifest: onePartition,
            world: {
                let contents = Contents(table: .absent, signatures: [], holdsData: true)
                return ["a": World.file(World.gibibytes(1), contents)]
            },
            expected: """
                a  blocked: its backing holds data of a kind that nothing here knows
                  remedy: to use it as it is, leave 'table' and 'partitions' out; to give up all
                    that is there, run `fallocate --punch-hole --offset 0 --length 1073741824
                    '/srv/a.img'`

                1 store: 1 blocked
                """),
        Story(
            name: "a hidden GPT",
            manifest: onePartition,
            world: {
                let reason = "there is a GPT with a valid header, but no protective MBR in the first sector"
                return ["a": World.file(World.gibibytes(1), .damaged(reason))]
            },
            expected: """
                a  blocked: its partition table cannot be trusted: there is a GPT with a valid
                    header, but no protective MBR in the first sector
                  remedy: repair it by hand: a GPT of which one copy is valid with `sgdisk -e
                    '/srv/a.img'`, and where that refuses with `gdisk '/srv/a.img'`

                1 store: 1 blocked
                """),
        Story(
            name: "everything at once that the manifest asks in vain",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    partitions:
                      - {name: data, size: 512MiB, type: swap}
                      - {name: more, size: 2GiB}
                """,
            world: { ["a": try World.after(onePartition)] },
            expected: """
                a  blocked: partition 'data' is 1022 MiB and the manifest says 512 MiB; the
                    manifest never shrinks a partition; partition 'more' needs at least 2 GiB,
                    and there is no free room behind 'data'
                  remedy: say `size: 1022MiB`, which it has, or use `loopwright shrink`; free
                    some with `loopwright remove`, or make the store 2 GiB larger by its own
                    'size'

                1 store: 1 blocked
                """),
        Story(
            name: "a partition that cannot grow for its neighbour",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    size: 2GiB
                    partitions: [{name: one, size: 25%}, {name: two, size: rest}]
                """,
            world: {
                [
                    "a": try World.after(
                        """
                        version: 1
                        stores:
                          a:
                            file: /srv/a.img
                            size: 1GiB
                            partitions: [{name: one, size: 25%}, {name: two, size: rest}]
                        """)
                ]
            },
            expected: """
                a  blocked: partition 'one' is 255 MiB and the manifest asks for 511 MiB: 256
                    MiB are missing behind it, where partition 2 'two' lies from 256 MiB to 1023
                    MiB
                  remedy: say `size: 255MiB`, which it has, or leave 'size' out, for nothing is
                    moved out of its way

                1 store: 1 blocked
                """),
        Story(
            name: "somebody else's loop does not fit",
            manifest: onePartition,
            world: {
                [
                    "a": try World.after(onePartition).but { store in
                        guard var loop = store.device else { return }
                        loop.binding?.reference = ""
                        loop.sectorSize = .bytes4096
                        store = store.detached
                        store.strangers = [loop]
                    }
                ]
            },
            expected: """
                a  blocked: '/srv/a.img' is already attached to '/dev/loop0' with sectors of
                    4096 bytes (wanted: 512 bytes)
                  remedy: run `losetup -d /dev/loop0` and apply again, or have the manifest say
                    what it is attached with

                1 store: 1 blocked
                """),
        Story(
            name: "the file is another one than the loop's",
            manifest: onePartition,
            world: {
                [
                    "a": try World.after(onePartition).but {
                        $0.device?.binding?.backing = .file(device: 1, inode: 4711)
                        $0.device?.binding?.path = "/srv/a.img (deleted)"
                    }
                ]
            },
            expected: """
                a  blocked: '/dev/loop0' is still attached to '/srv/a.img (deleted)', inode 4711
                    of device 1, and the backing is now inode 2344140334041339730 of device 1
                  remedy: put the former back; or save what it holds, run `loopwright detach a`
                    and apply again

                1 store: 1 blocked
                """),
        Story(
            name: "no room to allocate",
            manifest: """
                version: 1
                stores:
                  a: {file: /srv/a.img, size: 200GiB, allocate: full, partitions: [{name: data, size: rest}]}
                """,
            expected: """
                a  blocked: '/srv/a.img' needs 200 GiB of room, and its file system has 100 GiB
                    free: 100 GiB are missing
                  remedy: make room, or say `allocate: sparse`

                1 store: 1 blocked
                """),
        Story(
            name: "a read-only image lacks a partition",
            manifest: """
                version: 1
                stores:
                  a: {file: /srv/a.img, read-only: true, partitions: [{name: data, size: rest}]}
                """,
            world: { ["a": World.file(World.gibibytes(1))] },
            expected: """
                a  blocked: its table would be written, and the manifest says `read-only: true`
                  remedy: leave `read-only: true` out

                1 store: 1 blocked
                """),
        Story(
            name: "a machine that cannot attach",
            manifest: onePartition,
            host: Host(
                machineIdentifier: "8d3e1f0c9b7a46528e4d5c6b7a890123", linkKeeper: .udev,
                obstacles: [Obstacle("the loop driver is not there", remedy: "load it with `modprobe loop`")]),
            expected: """
                a  blocked: the loop driver is not there
                  remedy: load it with `modprobe loop`

                1 store: 1 blocked
                """),
    ]

    private static let onePartition = """
        version: 1
        stores:
          a:
            file: /srv/a.img
            size: 1GiB
            partitions: [{name: data, size: rest}]
        """
}
