// SPDX-License-Identifier: MIT

import WrightModel

extension Story {
    /// Stores that are set up, or on their way to it.
    static let beginnings = [
        Story(
            name: "a fresh image",
            manifest: appliance,
            expected: """
                appliance  pending: 5 steps: the file does not exist
                  + create  /var/lib/images/appliance.img  8 GiB, sparse, gpt with 3 partitions
                            + 1 esp    256 MiB at    1 MiB  esp  "EFI System Partition"
                            + 2 root     4 GiB at  257 MiB  root-x86-64
                            + 3 data  3838 MiB at 4353 MiB  linux
                  + attach  /var/lib/images/appliance.img  to a free loop device
                            → /dev/disk/by-loopwright/appliance/disk
                            — no loop device is attached to '/var/lib/images/appliance.img'
                  + expose  1 esp    256 MiB  → /dev/disk/by-loopwright/appliance/{part1,esp}
                            — the kernel does not show 3 partitions of its table
                  + expose  2 root     4 GiB  → /dev/disk/by-loopwright/appliance/{part2,root}
                            → /dev/disk/by-role/root
                  + expose  3 data  3838 MiB  → /dev/disk/by-loopwright/appliance/{part3,data}

                1 store: 1 pending with 5 steps
                """),
        Story(
            name: "cut off before the loop was attached",
            manifest: appliance,
            world: { ["appliance": try World.after(appliance, of: "appliance", steps: 1)] },
            expected: """
                appliance  pending: 4 steps: no loop device is attached to
                    '/var/lib/images/appliance.img'
                  + attach  /var/lib/images/appliance.img  to a free loop device
                            → /dev/disk/by-loopwright/appliance/disk
                  + expose  1 esp    256 MiB  → /dev/disk/by-loopwright/appliance/{part1,esp}
                            — the kernel does not show 3 partitions of its table
                  + expose  2 root     4 GiB  → /dev/disk/by-loopwright/appliance/{part2,root}
                            → /dev/disk/by-role/root
                  + expose  3 data  3838 MiB  → /dev/disk/by-loopwright/appliance/{part3,data}

                1 store: 1 pending with 4 steps
                """),
        Story(
            name: "cut off between two partitions",
            manifest: appliance,
            world: { ["appliance": try World.after(appliance, of: "appliance", steps: 3)] },
            expected: """
                appliance  pending: 2 steps: the kernel does not show 2 partitions of its table
                  + expose  2 root     4 GiB  → /dev/disk/by-loopwright/appliance/{part2,root}
                            → /dev/disk/by-role/root
                  + expose  3 data  3838 MiB  → /dev/disk/by-loopwright/appliance/{part3,data}

                1 store: 1 pending with 2 steps
                """),
        Story(
            name: "converged",
            manifest: appliance,
            world: { ["appliance": try World.after(appliance, of: "appliance")] },
            expected: """
                appliance  converged: 3 partitions on /dev/loop0

                1 store: 1 converged
                """),
        Story(
            name: "a new MBR",
            manifest: """
                version: 1
                stores:
                  firmware:
                    file: /srv/firmware.img
                    size: 512MiB
                    allocate: full
                    table: mbr
                    uuid: 8a6f2c10
                    partitions:
                      - {name: boot, type: fat32, size: 64MiB, attributes: [active]}
                      - {name: system, size: rest}
                """,
            expected: """
                firmware  pending: 4 steps: the file does not exist
                  + create  /srv/firmware.img  512 MiB, fully allocated, mbr with 2 partitions
                            + 1 boot     64 MiB at  1 MiB  fat32  active
                            + 2 system  447 MiB at 65 MiB  linux
                  + attach  /srv/firmware.img  to a free loop device
                            → /dev/disk/by-loopwright/firmware/disk
                            — no loop device is attached to '/srv/firmware.img'
                  + expose  1 boot     64 MiB  → /dev/disk/by-loopwright/firmware/{part1,boot}
                            — the kernel does not show 2 partitions of its table
                  + expose  2 system  447 MiB  → /dev/disk/by-loopwright/firmware/{part2,system}

                1 store: 1 pending with 4 steps
                """),
        Story(
            name: "a slice of an image that is not there",
            manifest: """
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    size: 1GiB
                    offset: 1MiB
                    length: 512MiB
                    partitions: [{name: data, size: rest}]
                """,
            expected: """
                a  pending: 4 steps: the file does not exist
                  + create  /srv/a.img  1 GiB, sparse
                  + attach  /srv/a.img  to a free loop device, from 1 MiB, 512 MiB long
                            → /dev/disk/by-loopwright/a/disk
                            — no loop device is attached to '/srv/a.img'
                  + table   /srv/a.img  gpt with 1 partition
                            + 1 data  510 MiB at 1 MiB  linux
                            — there is no partition table
                  + expose  1 data  510 MiB  → /dev/disk/by-loopwright/a/{part1,data}
                            — the kernel does not show partition 1

                1 store: 1 pending with 4 steps
                """),
        Story(
            name: "one store on another, neither there",
            manifest: nested,
            expected: """
                vault  pending: 4 steps: the file does not exist
                  + create  /srv/vault.img  2 GiB, sparse, gpt with 2 partitions
                            + 1 tenants     1 GiB at    1 MiB  linux
                            + 2 spare    1022 MiB at 1025 MiB  linux
                  + attach  /srv/vault.img  to a free loop device
                            → /dev/disk/by-loopwright/vault/disk
                            — no loop device is attached to '/srv/vault.img'
                  + expose  1 tenants     1 GiB  → /dev/disk/by-loopwright/vault/{part1,tenants}
                            — the kernel does not show 2 partitions of its table
                  + expose  2 spare    1022 MiB  → /dev/disk/by-loopwright/vault/{part2,spare}

                tenants  waiting: the device '/dev/disk/by-loopwright/vault/tenants' is not
                    there yet

                2 stores: 1 pending with 4 steps, 1 waiting
                """),
        Story(
            name: "one store on another that is there",
            manifest: nested,
            world: { ["vault": try World.after(nested, of: "vault")] },
            expected: """
                vault  converged: 2 partitions on /dev/loop0
                tenants  pending: 4 steps: no loop device is attached to '/dev/loop0p1'
                  + attach  /dev/loop0p1  to a free loop device
                            → /dev/disk/by-loopwright/tenants/disk
                  + table   /dev/disk/by-loopwright/vault/tenants  gpt with 2 partitions
                            + 1 alice  340 MiB at   1 MiB  linux
                            + 2 bob    682 MiB at 341 MiB  linux
                            — there is no partition table
                  + expose  1 alice  340 MiB  → /dev/disk/by-loopwright/tenants/{part1,alice}
                            — the kernel does not show 2 partitions of its table
                  + expose  2 bob    682 MiB  → /dev/disk/by-loopwright/tenants/{part2,bob}

                2 stores: 1 converged, 1 pending with 4 steps
                """),
        Story(
            name: "no table at all",
            manifest: """
                version: 1
                stores:
                  scratch: {file: /srv/scratch.img, size: 100MiB, table: none, links: [by-role/scratch]}
                """,
            expected: """
                scratch  pending: 2 steps: the file does not exist
                  + create  /srv/scratch.img  100 MiB, sparse
                  + attach  /srv/scratch.img  to a free loop device
                            → /dev/disk/by-loopwright/scratch/disk  → /dev/disk/by-role/scratch
                            — no loop device is attached to '/srv/scratch.img'

                1 store: 1 pending with 2 steps
                """),
    ]

    private static let appliance = """
        version: 1
        stores:
          appliance:
            file: /var/lib/images/appliance.img
            size: 8GiB
            partitions:
              - {name: esp, type: esp, size: 256MiB, label: EFI System Partition}
              - {name: root, type: root-x86-64, size: 4GiB, links: [by-role/root]}
              - {name: data, size: rest}
        """

    private static let nested = """
        version: 1
        stores:
          vault:
            file: /srv/vault.img
            size: 2GiB
            partitions:
              - {name: tenants, size: 1GiB}
              - {name: spare, size: rest}
          tenants:
            device: /dev/disk/by-loopwright/vault/tenants
            partitions:
              - {name: alice, size: rest}
              - {name: bob, size: rest, weight: 2}
        """
}
