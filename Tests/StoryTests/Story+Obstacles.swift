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
                """),
        Story(
            name: "data that nothing knows",
            manifest: onePartition,
            world: {
                let contents = Contents(table: .absent, signatures: [], holdsData: true)
                return ["a": World.file(World.gibibytes(1), contents)]
            },
            expected: """
                """),
        Story(
            name: "a hidden GPT",
            manifest: onePartition,
            world: {
                let reason = "a GPT is there, and the first sector that protects it is not"
                return ["a": World.file(World.gibibytes(1), .damaged(reason))]
            },
            expected: """
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
                """),
        Story(
            name: "no room to allocate",
            manifest: """
                version: 1
                stores:
                  a: {file: /srv/a.img, size: 200GiB, allocate: full, partitions: [{name: data, size: rest}]}
                """,
            expected: """
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
                """),
        Story(
            name: "a machine that cannot attach",
            manifest: onePartition,
            host: Host(
                machineIdentifier: "8d3e1f0c9b7a46528e4d5c6b7a890123", linkKeeper: .udev,
                obstacles: [Obstacle("the loop driver is not there", remedy: "load it with `modprobe loop`")]),
            expected: """
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
