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
                a  pending: 5 steps: partition 'data' is missing
                  ~ table   /srv/a.img  gpt: 1 added, 2 kept
                            + 3 data  6014 MiB at 2177 MiB  linux
                  + attach  /srv/a.img  to a free loop device  → /dev/disk/by-loopwright/a/disk
                            — no loop device is attached to '/srv/a.img'
                  + expose  1        128 MiB  → /dev/disk/by-loopwright/a/part1
                            — the kernel does not show 3 partitions of its table
                  + expose  2 root     2 GiB  → /dev/disk/by-loopwright/a/{part2,root}
                  + expose  3 data  6014 MiB  → /dev/disk/by-loopwright/a/{part3,data}

                1 store: 1 pending with 5 steps
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
                a  pending: 4 steps: the file is 1 GiB and the manifest says 4 GiB
                  ~ grow    /srv/a.img  1 GiB → 4 GiB
                  ~ grow    /dev/loop0  1 GiB → 4 GiB
                            — '/dev/loop0' shows 1 GiB of 4 GiB
                  ~ table   /srv/a.img  gpt: 1 added, 1 kept
                            + 2 two  3582 MiB at 513 MiB  linux
                            — partition 'two' is missing
                  + expose  2 two  3582 MiB  → /dev/disk/by-loopwright/a/{part2,two}
                            — the kernel does not show partition 2

                1 store: 1 pending with 4 steps
                """),
        Story(
            name: "the image grows, and its last partition with it",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    size: 4GiB
                    partitions: [{name: one, size: 512MiB, links: [by-role/one]}, {name: two, size: rest}]
                """,
            world: { ["a": try World.after(two)] },
            expected: """
                a  pending: 4 steps: the file is 1 GiB and the manifest says 4 GiB
                  ~ grow    /srv/a.img  1 GiB → 4 GiB
                  ~ grow    /dev/loop0  1 GiB → 4 GiB
                            — '/dev/loop0' shows 1 GiB of 4 GiB
                  ~ table   /srv/a.img  gpt: 1 changed, 1 kept
                            ~ 2 two  size 510 MiB → 3582 MiB
                            — partition 'two' is to grow
                  ~ resize  2 two  510 MiB → 3582 MiB
                            — partition 2 is 3582 MiB in the table and 510 MiB for the kernel

                1 store: 1 pending with 4 steps
                """),
        Story(
            name: "somebody else made the image larger",
            manifest: two,
            world: {
                [
                    "a": try World.after(two).but { store in
                        guard case .present(var backing) = store.backing else { return }
                        backing.size = World.gibibytes(2)
                        store.backing = .present(backing)
                    }
                ]
            },
            expected: """
                a  pending: 3 steps: '/dev/loop0' shows 1 GiB of 2 GiB
                  ~ grow    /dev/loop0  1 GiB → 2 GiB
                  ~ table   /srv/a.img  gpt: 1 changed, 1 kept
                            ~ 2 two  size 510 MiB → 1534 MiB
                            — partition 'two' is to grow
                  ~ resize  2 two  510 MiB → 1534 MiB
                            — partition 2 is 1534 MiB in the table and 510 MiB for the kernel

                1 store: 1 pending with 3 steps
                """),
        Story(
            name: "everything that may be changed in place",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    uuid: 1d6b3a5e-5d0c-4e7e-9a3f-6f0d3f0b8a02
                    partitions:
                      - {name: boot, label: EFI, type: linux, uuid: 6a1f0b1c-47a8-4a5c-8d32-0c7c6e1f2b03, number: 1}
                      - {name: root, size: rest, attributes: [read-only]}
                """,
            world: { ["a": try World.after(foreign, of: "other").detached] },
            expected: """
                a  pending: 4 steps: the disk is to have another uuid; partition 'root' is to
                    grow; partition 'boot' is to have another type, another label and another
                    uuid; partition 'root' is to have other attributes;
                    PARTUUID=6a1f0b1c-47a8-4a5c-8d32-0c7c6e1f2b02 and PARTLABEL=boot find
                    nothing any more: fstab, root= and whatever else says so has to follow
                  ~ table   /srv/a.img
                            gpt: identifier 1d6b3a5e-5d0c-4e7e-9a3f-6f0d3f0b8a02, 2 changed
                            ~ 1 boot  type esp → linux  label "boot" → "EFI"
                                uuid 6a1f0b1c-47a8-4a5c-8d32-0c7c6e1f2b02 →
                                  6a1f0b1c-47a8-4a5c-8d32-0c7c6e1f2b03
                            ~ 2 root  size 2 GiB → 8062 MiB  attributes none → read-only
                  + attach  /srv/a.img  to a free loop device  → /dev/disk/by-loopwright/a/disk
                            — no loop device is attached to '/srv/a.img'
                  + expose  1 boot   128 MiB  → /dev/disk/by-loopwright/a/{part1,boot}
                            — the kernel does not show 2 partitions of its table
                  + expose  2 root  8062 MiB  → /dev/disk/by-loopwright/a/{part2,root}

                1 store: 1 pending with 4 steps
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
                a  pending: 2 steps: the kernel does not show partition 2
                  + expose  2 two  510 MiB  → /dev/disk/by-loopwright/a/{part2,two}
                  ~ link    1 one
                            — the link 'by-role/one' is missing

                1 store: 1 pending with 2 steps
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
                a  pending: 1 step: the link 'by-role/one' is not wanted any more
                  ~ link    1 one  - /dev/disk/by-role/one  + /dev/disk/by-role/first

                1 store: 1 pending with 1 step
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
                a  pending: 4 steps: '/dev/loop0' was attached by somebody else, and fits
                  ~ adopt   /dev/loop0  marked '/srv/a.img' → loopwright's
                  + expose  1 one  512 MiB  → /dev/disk/by-loopwright/a/{part1,one}
                            → /dev/disk/by-role/one
                            — the kernel does not show 2 partitions of its table
                  + expose  2 two  510 MiB  → /dev/disk/by-loopwright/a/{part2,two}
                  + link    disk  → /dev/disk/by-loopwright/a/disk
                            — the link 'by-loopwright/a/disk' is missing

                1 store: 1 pending with 4 steps
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
                vendor  pending: 3 steps: no loop device is attached to '/srv/a.img'
                  + attach  /srv/a.img  to a free loop device, read-only
                            → /dev/disk/by-loopwright/vendor/disk
                  + expose  1   128 MiB  → /dev/disk/by-loopwright/vendor/part1
                            — the kernel does not show 2 partitions of its table
                  + expose  2     2 GiB  → /dev/disk/by-loopwright/vendor/part2

                1 store: 1 pending with 3 steps
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
                music  pending: 1 step: no loop device is attached to '/srv/a.img'
                  + attach  /srv/a.img  to a free loop device
                            → /dev/disk/by-loopwright/music/disk

                1 store: 1 pending with 1 step
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
