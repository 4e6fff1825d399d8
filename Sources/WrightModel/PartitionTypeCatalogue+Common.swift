// SPDX-License-Identifier: MIT

extension PartitionTypeCatalogue {
    /// The types that a Linux machine is mostly made of, with sfdisk's aliases (`uefi`, `raid`, `lvm`).
    static let common: [Entry] = [
        Entry("linux", "0fc63daf-8483-4772-8e79-3d69d8477de4", mbr: 0x83),
        Entry("linux-generic", "0fc63daf-8483-4772-8e79-3d69d8477de4", mbr: 0x83),
        Entry("esp", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", mbr: 0xef),
        Entry("uefi", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", mbr: 0xef),
        // The Boot Loader Specification (UAPI.1) gives the MBR type.
        Entry("xbootldr", "bc13c2ff-59e6-4262-a352-b275fd6f7172", mbr: 0xea),
        Entry("swap", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", mbr: 0x82),
        Entry("home", "933ac7e1-2eb4-4f13-b844-0e14e2aef915"),
        Entry("srv", "3b8f8425-20e0-4f3b-907f-1a25a76f98e8"),
        Entry("var", "4d21b016-b534-45c2-a9fb-5c16e091fd2d"),
        Entry("tmp", "7ec6f557-3bc5-4aca-b293-16ef5df639d1"),
        Entry("user-home", "773f91ef-66d4-49b5-bd83-d683bf40ad16"),
        Entry("raid", "a19d880f-05fc-4d3b-a006-743f0f84911e", mbr: 0xfd),
        Entry("linux-raid", "a19d880f-05fc-4d3b-a006-743f0f84911e", mbr: 0xfd),
        Entry("lvm", "e6d6d379-f507-44c2-a23c-238f2a3df928", mbr: 0x8e),
        Entry("linux-lvm", "e6d6d379-f507-44c2-a23c-238f2a3df928", mbr: 0x8e),
        Entry("linux-swap", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", mbr: 0x82),
        Entry("linux-reserved", "8da63339-0007-60c0-c436-083ac8230908"),
        Entry("bios-boot", "21686148-6449-6e6f-744e-656564454649"),
        Entry("prep", "9e1a2d38-c612-4316-aa26-8b49521e5a8b", mbr: 0x41),
        Entry("microsoft-basic-data", "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"),
        Entry("microsoft-reserved", "e3c9e316-0b5c-4db8-817d-f92df00215ae"),
        Entry("windows-recovery", "de94bba4-06d1-4d40-a16a-bfd50179d6ac", mbr: 0x27),
        // A GPT has one type for every file system of Windows.
        Entry("ntfs", "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", mbr: 0x07),
        Entry("exfat", "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", mbr: 0x07),
        Entry("fat32", "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", mbr: 0x0c),
        Entry("fat16", "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", mbr: 0x0e),
    ]

    /// The remaining types that only an MBR has.
    static let mbrOnly: [Entry] = [
        Entry("fat12", mbr: 0x01),
        Entry("fat16-small", mbr: 0x04),
        Entry("fat16-chs", mbr: 0x06),
        Entry("fat32-chs", mbr: 0x0b),
        Entry("qnx4", mbr: 0x4d),
        Entry("minix", mbr: 0x81),
        Entry("linux-plaintext", mbr: 0x88),
        Entry("freebsd", mbr: 0xa5),
        Entry("openbsd", mbr: 0xa6),
        Entry("darwin-ufs", mbr: 0xa8),
        Entry("netbsd", mbr: 0xa9),
        Entry("darwin-boot", mbr: 0xab),
        Entry("hfs", mbr: 0xaf),
        Entry("solaris", mbr: 0xbf),
        Entry("non-fs-data", mbr: 0xda),
        Entry("beos", mbr: 0xeb),
        Entry("vmware-vmkcore", mbr: 0xfc),
    ]
}
