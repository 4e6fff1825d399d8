// SPDX-License-Identifier: MIT

import Testing

/// What `describe` writes of a table that another program made is a manifest by which the table stays as it is, to the
/// byte, and the kernel shows every partition of it.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct DescribeTests {
    struct Table: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sectorSize: Int
        /// The commands that make it; `$T` is what they make it on.
        let script: String

        init(_ description: String, sectorSize: Int = 512, _ script: String) {
            testDescription = description
            self.sectorSize = sectorSize
            self.script = script
        }

        static func sfdisk(_ description: String, sectorSize: Int = 512, _ lines: String...) -> Table {
            let quoted = lines.map { "'\($0)'" }.joined(separator: " ")
            return Table(
                description, sectorSize: sectorSize,
                "printf '%s\\n' \(quoted) | sfdisk --quiet --no-tell-kernel --no-reread $T")
        }

        /// A GPT whose partitions lie side by side, 50 KiB each.
        static func crowd(_ count: Int) -> Table {
            Table(
                "sgdisk, \(count) partitions",
                "sgdisk -S 320 -a 1 $(for i in $(seq \(count)); do printf -- '-n %d:%d:%d ' $i $((1948 + i * 100)) $((2047 + i * 100)); done) $T"
            )
        }
    }

    static let tables: [Table] = [
        .sfdisk(
            "sfdisk, GPT", "label: gpt", "first-lba: 64", "table-length: 64", "start=64,size=100,name=\"a b/c\"",
            "start=9000,size=777,type=E3C9E316-0B5C-4DB8-817D-F92DF00215AE,attrs=\"RequiredPartition GUID:63 GUID:48\"",
            "size=4096,name=\"a b/c\"", "size=4096,name=\"-x\"", "size=10,name=disk", "size=10,name=part3"),
        .sfdisk("sfdisk, GPT, 4096", sectorSize: 4096, "label: gpt", "start=256,size=300,name=\"four\"", "size=1000"),
        .sfdisk("sfdisk, empty GPT", "label: gpt"),
        .sfdisk("sfdisk, MBR", "label: dos", "label-id: 0x12345678", "63,1000,83", "2000,3000,82,*", "8000,,e"),
        .sfdisk("sfdisk, MBR without an identifier", "label: dos", "label-id: 0x0", "63,1000,17"),
        .sfdisk("sfdisk, empty MBR", "label: dos"),
        .sfdisk(
            "sfdisk, MBR, logical", "label: dos", "2048,2048,83", "8192,60000,5", "10240,2048,83", "14336,2048,82",
            "20000,777,7"),
        .sfdisk("sfdisk, MBR, logical, Linux", "label: dos", "2048,2048,83", "4096,40000,85", "8192,2048,83"),
        .sfdisk(
            "sfdisk, MBR, no third", "label: dos", "2048,2048,83", "4096,2048,83", "4: start=8192,size=2048,type=f0"),
        .sfdisk(
            "sfdisk, MBR, logical, 4096", sectorSize: 4096, "label: dos", "300,100,83", "1000,5000,5", "1100,100,83",
            "1300,200,82"),
        Table(
            "sgdisk, GPT",
            """
            sgdisk -n 1:2048:+8M -t 1:ef00 -c 1:'EFI System' -n 2:0:+4M -t 2:fd00 -A 2:set:2 -A 2:set:60 \
                -n 5:33000:+3M -t 5:bf01 -c 5:'zfs ü 😀' -n 128:0:+1M -A 128:set:48 $T
            """),
        Table("sgdisk, odd sectors", "sgdisk -a 1 -n 1:34:100 -n 2:101:333 -n 3:1001:2001 -n 4:2002:-1 $T"),
        Table("sgdisk, numbers against the order", "sgdisk -n 2:2048:+8M -n 1:0:+8M $T"),
        Table("sgdisk, 4096", sectorSize: 4096, "sgdisk -a 1 -n 1:6:20 -n 2:0:400 -n 9:500:600 -A 9:set:63 $T"),
        Table("sgdisk, hybrid", "sgdisk -n 1:0:+8M -n 2:0:+4M -h 1:2 $T"),
        Table(
            "sgdisk, equal identifiers",
            "u=8F9DCA6B-3C3B-4B7C-9D0E-0C9E7A0D2F11; sgdisk -n 1:0:+8M -u 1:$u -n 2:0:+8M -u 2:$u $T"),
        Table("sgdisk, a file that grew", "sgdisk -n 1:0:+8M -n 2:0:0 $T; truncate --size +16M $T"),
        .crowd(255),
        .crowd(300),
        Table(
            "parted, GPT",
            """
            parted -s $T mklabel gpt mkpart '"my part"' ext4 1MiB 9MiB mkpart swp linux-swap 9MiB 11MiB \
                mkpart msr ntfs 20MiB 30MiB set 1 boot on set 3 msftdata on mkpart bios 31MiB 32MiB set 4 bios_grub on \
                mkpart prep 33MiB 34MiB set 5 prep on set 3 hidden on disk_set pmbr_boot on
            """),
        Table(
            "parted, odd sectors",
            "parted -s -a none $T mklabel gpt mkpart a 34s 34s mkpart b 35s 4001s mkpart c 4002s 4003s"),
        Table(
            "parted, MBR, logical",
            """
            parted -s $T mklabel msdos mkpart primary ext4 1MiB 9MiB mkpart extended 9MiB 40MiB \
                mkpart logical ext4 10MiB 15MiB mkpart logical fat32 16MiB 20MiB mkpart logical linux-swap 21MiB 30MiB \
                set 1 boot on set 5 lvm on set 6 lba on
            """),
        Table(
            "parted, MBR, logical, odd sectors",
            """
            parted -s -a none $T mklabel msdos mkpart primary 63s 500s mkpart extended 501s 90000s \
                mkpart logical 600s 700s mkpart logical 702s 800s mkpart logical 5001s 89000s
            """),
        Table(
            "systemd-repart",
            """
            mkdir $T.d; cd $T.d
            printf '[Partition]\\nType=esp\\nSizeMinBytes=34M\\nSizeMaxBytes=34M\\n' > 10-esp.conf
            printf '[Partition]\\nType=root\\nLabel=root-x\\nSizeMaxBytes=10M\\nGrowFileSystem=yes\\n' > 20-root.conf
            printf '[Partition]\\nType=linux-generic\\nReadOnly=yes\\nNoAuto=yes\\n' > 30-data.conf
            systemd-repart --definitions=$T.d --empty=force --dry-run=no --pretty=no $T
            """),
    ]

    @Test(arguments: tables) func theTableOfAnotherProgramStaysAsItIs(_ table: Table) throws {
        let box = try Sandbox()
        let file = try made(table, in: box)
        let before = try box.digest(file)
        try box.write(try must(Sandbox.binary, "describe", file), to: "manifest.yaml")
        let verbs = try must(
            "sh", "-c",
            "\(Sandbox.binary) plan --json --manifest \(box.path("manifest.yaml")) | grep -o '\"verb\": *\"[a-z-]*\"' || true"
        )
        #expect(verbs.contains("attach"))
        #expect(!["table", "file", "resize"].contains { verbs.contains($0) }, "\(verbs)")
        try box.converge()
        #expect(try box.partitions(of: box.loop(over: "\(box.prefix)-a.img")) == expected(table, file))
        #expect(try box.digest(file) == before)
        try box.expect("detach", "--all")
    }

    /// An image with the table, through a loop where its sectors are not of 512 bytes; its name makes the store's.
    private func made(_ table: Table, in box: borrowing Sandbox) throws -> String {
        let file = try box.image("\(box.prefix)-a.img", mebibytes: 256)
        let target = table.sectorSize == 512 ? file : try box.losetup("--sector-size", "\(table.sectorSize)", file)
        try shell("exec >/dev/null; T=\(target); \(table.script)")
        if target != file { try shell("losetup --detach \(target)") }
        return file
    }

    /// What partx reads in the image, as the kernel is to show it: 255 partitions at most, of an extended one no more
    /// than its first kilobyte, so that nothing is made in it by mistake.
    private func expected(_ table: Table, _ file: String) throws -> [String] {
        try shell(
            """
            partx --sector-size \(table.sectorSize) --show --noheadings --output NR,START,SECTORS,TYPE \(file) |
            awk '$1 < 256 { if ($4 ~ /^0x(5|f|85)$/) $3 = \(max(2, table.sectorSize / 512)); print $1, $2, $3 }'
            """
        ).split(separator: "\n").map(String.init).sorted()
    }
}
