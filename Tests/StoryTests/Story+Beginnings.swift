// SPDX-License-Identifier: MIT

import WrightModel

extension Story {
    /// Stores that are set up, or on their way to it.
    static let beginnings = [
        Story(
            name: "a fresh image",
            manifest: appliance,
            expected: """
                """),
        Story(
            name: "cut off before the loop was attached",
            manifest: appliance,
            world: { ["appliance": try World.after(appliance, of: "appliance", steps: 1)] },
            expected: """
                """),
        Story(
            name: "cut off between two partitions",
            manifest: appliance,
            world: { ["appliance": try World.after(appliance, of: "appliance", steps: 3)] },
            expected: """
                """),
        Story(
            name: "converged",
            manifest: appliance,
            world: { ["appliance": try World.after(appliance, of: "appliance")] },
            expected: """
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
                """),
        Story(
            name: "one store on another, neither there",
            manifest: nested,
            expected: """
                """),
        Story(
            name: "one store on another that is there",
            manifest: nested,
            world: { ["vault": try World.after(nested, of: "vault")] },
            expected: """
                """),
        Story(
            name: "no table at all",
            manifest: """
                version: 1
                stores:
                  scratch: {file: /srv/scratch.img, size: 100MiB, table: none, links: [by-role/scratch]}
                """,
            expected: """
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
