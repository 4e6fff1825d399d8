// SPDX-License-Identifier: MIT

import Testing

/// What the machine itself says of the sandbox's stores, asked of sysfs, losetup and readlink.
extension Sandbox {
    /// The loop that stands over an image of the sandbox: `loop3`; empty where there is none.
    func loop(over image: String) throws -> String {
        let node = try must("losetup", "--noheadings", "--output", "NAME", "--associated", path(image))
        return String(node.split(separator: "\n").first?.dropFirst("/dev/".count) ?? "")
    }

    /// The partitions that the kernel shows of a disk, as `NUMBER START SIZE` in units of 512 bytes.
    func partitions(of disk: String) throws -> [String] {
        try shell(
            """
            cd /sys/block/\(disk); for p in \(disk)p*; do
                [ -e $p/partition ] && echo $(cat $p/partition $p/start $p/size); done; true
            """
        ).split(separator: "\n").map(String.init).sorted()
    }

    /// The leaves of a store's folder of links and the node that each leads to: `data loop3p1`.
    func links(of store: String) throws -> [String] {
        try shell(
            """
            cd /dev/disk/by-loopwright/\(prefix)-\(store) 2>/dev/null || exit 0
            for l in *; do [ -L $l ] && echo $l $(basename $(readlink -f $l)); done; true
            """
        ).split(separator: "\n").map(String.init).sorted()
    }

    /// The records of the sandbox's stores: the names of the files below /run/loopwright/links.
    func records() throws -> [String] {
        let outcome = try run("grep", "-rlE", "^LW_STORE=\(prefix)-", "/run/loopwright/links")
        return outcome.output.split(separator: "\n").compactMap { $0.split(separator: "/").last.map(String.init) }
            .sorted()
    }

    func sequence(of disk: String) throws -> String { try shell("cat /sys/block/\(disk)/diskseq") }

    /// The names in the sandbox's folder, hidden ones too.
    func files() throws -> [String] {
        try must("ls", "-A", folder).split(separator: "\n").map(String.init).sorted()
    }

    /// Binds an image to a loop by hand, as somebody else would, and gives its name.
    func attachByHand(_ image: String, _ options: String...) throws -> String {
        String(
            try shell("losetup --find --show \(options.joined(separator: " ")) \(path(image))").dropFirst("/dev/".count)
        )
    }
}
