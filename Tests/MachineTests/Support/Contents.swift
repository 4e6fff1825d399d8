// SPDX-License-Identifier: MIT

import Testing

/// Something that an image may hold, as a script makes it, and what loopwright says of it where it is to make a GPT.
struct FoundContents: CustomTestStringConvertible, Sendable {
    let name: String
    /// A shell script; `$f` is an image of 64 MiB that is one hole, `put OFFSET` writes its input there.
    let script: String
    let sentence: String
    /// Which of the commands in the remedy permits to go on; nil where it takes another manifest or a person's thought.
    var mending: Int? = 0
    /// What the command is told when it asks.
    var answers = ""

    var testDescription: String { name }

    func make(_ file: String) throws {
        try must(
            "sh", "-euc",
            """
            f=$1
            put() { dd of="$f" bs=1 seek="$1" conv=notrunc status=none; }
            exec >/dev/null 2>&1
            \(script)
            """, "sh", file)
    }

    private static let gpt = "printf 'label: gpt\\nsize=8M\\n' | sfdisk --quiet \"$f\"\n"
    private static let mistrust = "its partition table cannot be trusted: "

    static let all = [
        FoundContents(
            name: "ext4", script: "mkfs.ext4 -q -L root -U 11111111-2222-3333-4444-555555555555 \"$f\"",
            sentence:
                "its backing holds 'ext4' labelled 'root' with uuid 11111111-2222-3333-4444-555555555555 at byte 1080"),
        FoundContents(
            name: "vfat", script: "mkfs.vfat -n BOOT -i 12345678 \"$f\"",
            sentence: "its backing holds 'vfat' labelled 'BOOT' with uuid 1234-5678 at byte 54"),
        FoundContents(name: "swap", script: "mkswap \"$f\"", sentence: "its backing holds 'swap' with uuid "),
        FoundContents(
            // Superblock of man 5 xfs: 4096-byte blocks, one group of 16384, 512-byte sectors, 256-byte inodes.
            name: "xfs",
            script: """
                printf 'XFSB\\0\\0\\020\\0\\0\\0\\0\\0\\0\\0\\100\\0' | put 0
                printf '\\0\\0\\0\\1\\0\\0\\100\\0\\0\\0\\0\\1' | put 80
                printf '\\0\\4\\2\\0\\1\\0\\0\\020' | put 100
                printf '\\014\\011\\010\\004\\016\\0\\0\\031' | put 120
                """,
            sentence: "its backing holds 'xfs' at byte 0"),
        FoundContents(
            name: "LUKS", script: "printf 'LUKS\\272\\276\\0\\1' | put 0; printf 'a-b-c' | put 168",
            sentence: "its backing holds 'crypto_LUKS' with uuid a-b-c at byte 0"),
        FoundContents(
            name: "LVM physical volume",
            script: "printf 'LABELONE\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\040\\0\\0\\0LVM2 001%032d' 7 | put 512",
            sentence: "its backing holds 'LVM2_member' with uuid 000000-0000-0000-0000-0000-0000-000007 at byte 536"),
        FoundContents(
            name: "md member",
            script: "printf '\\374\\116\\053\\251\\1\\0\\0\\0' | put 4096; printf '\\010' | put $((4096 + 144))",
            sentence: "its backing holds 'linux_raid_member' at byte 4096"),
        FoundContents(
            name: "sun table", script: "parted --script \"$f\" mklabel sun",
            sentence: "its backing holds 'sun' at byte 508"),
        FoundContents(
            name: "sgi table", script: "parted --script \"$f\" mklabel dvh",
            sentence: "its backing holds 'sgi' at byte 0"),
        FoundContents(
            name: "iso9660", script: "printf '\\1CD001\\1' | put 32768",
            sentence: "its backing holds 'iso9660' at byte 32769"),
        FoundContents(
            name: "data without a signature", script: "echo precious | put 33554432",
            sentence: "its backing holds data of a kind that nothing here knows"),
        FoundContents(
            name: "GPT without its first mebibyte",
            script: gpt + "dd if=/dev/zero of=\"$f\" bs=1M count=1 conv=notrunc",
            sentence: mistrust + "there is a GPT with a valid backup header, but no protective MBR in the first sector",
            // gdisk asks which table to use: the GPT.
            mending: 1, answers: "1\nw\ny\n"),
        FoundContents(
            name: "GPT with a first copy that is lost, in a file that has grown",
            script: gpt + "echo spoilt | put 1024; truncate --size 68M \"$f\"",
            sentence: mistrust + "the first copy of the GPT is damaged"),
        FoundContents(
            name: "GPT with two damaged copies",
            script: gpt + "echo spoilt | put 536; echo spoilt | put $((67108864 - 500))",
            sentence: mistrust + "the first sector announces a GPT, and no copy of it is valid: the header ",
            mending: nil),
        FoundContents(
            name: "MBR", script: "printf 'label: dos\\nsize=8M\\n' | sfdisk --quiet \"$f\"",
            sentence: "its backing holds an MBR and the manifest says `table: gpt`", mending: nil),
    ]
}
