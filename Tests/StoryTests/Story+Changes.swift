// SPDX-License-Identifier: MIT

import WrightModel

extension Story {
    /// Stores that were something else before: the manifest has changed, or somebody was at work.
    static let changes = [
        Story(
            name: "a partition is missing from somebody else's GPT",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    partitions:
                      - {name: root, size: 2GiB}
                      - {name: data, size: rest}
                """,
            world: { ["a": try World.after(foreign, of: "other").detached] },
            expected: """
                """),
        Story(
            name: "the image grows and takes in one more",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    size: 4GiB
                    partitions: [{name: one, size: 512MiB}, {name: two, size: rest}]
                """,
            world: { ["a": try World.after(one)] },
            expected: """
                """),
        Story(
            name: "a partition was taken from the kernel, and a link by hand",
            manifest: two,
            world: {
                let gone = DeviceNumber(major: 259, minor: 2)
                return [
                    "a": try World.after(two).but { store in
                        store.device?.partitions.removeLast()
                        store.links = store.links.filter { $0.value != .device(gone) && $0.key.text != "by-role/one" }
                    }
                ]
            },
            expected: """
                """),
        Story(
            name: "a link is no longer in the manifest",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    size: 1GiB
                    partitions: [{name: one, size: 512MiB, links: [by-role/first]}, {name: two, size: rest}]
                """,
            world: { ["a": try World.after(two)] },
            expected: """
                """),
        Story(
            name: "somebody else's loop fits",
            manifest: two,
            world: {
                [
                    "a": try World.after(two).but { store in
                        guard var loop = store.device else { return }
                        loop.binding?.reference = "/srv/a.img"
                        loop.partitions = []
                        store = store.detached
                        store.strangers = [loop]
                    }
                ]
            },
            expected: """
                """),
        Story(
            name: "an image taken as it is",
            manifest: """
                version: 1
                stores:
                  vendor: {file: /srv/a.img, read-only: true}
                """,
            world: { ["vendor": try World.after(foreign, of: "other").detached] },
            expected: """
                """),
        Story(
            name: "a file system taken as it is",
            manifest: """
                version: 1
                stores:
                  music: {file: /srv/a.img}
                """,
            world: { ["music": World.file(World.gibibytes(1), .holding("ext4", label: "music"))] },
            expected: """
                """),
    ]

    private static let one = """
        version: 1
        stores:
          a:
            file: /srv/a.img
            size: 1GiB
            partitions: [{name: one, size: 512MiB}]
        """

    private static let two = """
        version: 1
        stores:
          a:
            file: /srv/a.img
            size: 1GiB
            partitions: [{name: one, size: 512MiB, links: [by-role/one]}, {name: two, size: rest}]
        """

    /// A table that another program made: its identifiers are its own.
    private static let foreign = """
        version: 1
        stores:
          other:
            file: /srv/a.img
            size: 8GiB
            uuid: 1d6b3a5e-5d0c-4e7e-9a3f-6f0d3f0b8a01
            partitions:
              - {name: boot, type: esp, size: 128MiB, uuid: 6a1f0b1c-47a8-4a5c-8d32-0c7c6e1f2b02}
              - {name: root, size: 2GiB, uuid: 0b8e7f5d-1c2b-4d3a-9e4f-5a6b7c8d9e03}
        """
}
