// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// The guides of the manual, typed in as they stand: every command ends well and prints what its page shows.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: access("/run/udev/control", F_OK) == 0, "needs udevd"),
    .enabled(if: Machine.has("sfdisk", "lsblk", "mkfs.ext4", "udevadm"), "needs sfdisk, lsblk, mkfs.ext4 and udevadm"))
struct GuideTests {
    /// A guide, and what it takes for granted.
    struct Lesson: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// How the names of its stores begin.
        let store: String
        /// A script that is run before, in the page's own terms; `%` stands for the sandbox's prefix.
        var before = "true"
        /// What is done where the guide has a person do something, by the comment that says so.
        var hands: [String: String] = [:]
    }

    static let lessons = [
        Lesson(testDescription: "appliance-image", store: "appliance"),
        Lesson(testDescription: "test-disks", store: "job-7", before: "mkdir -p /var/lib/ci/job-7"),
        Lesson(
            testDescription: "past-the-limit", store: "card",
            before: """
                mkdir -p /var/lib/images /dev/disk/by-id/; truncate -s 256M /var/lib/images/sd
                ln -s $(losetup --find --show /var/lib/images/sd) /dev/disk/by-id/mmc-SD32G_0x1a2b3c4d
                """),
        Lesson(
            testDescription: "taking-over", store: "vendor",
            before: """
                mkdir -p /var/lib/images; f=/var/lib/images/vendor.img; truncate -s 64M $f
                printf '%b' 'label: gpt\nsize=16M, type=uefi, name=boot\nsize=32M, name=root\n' | sfdisk --quiet $f
                """),
    ]

    /// A disk of compressed memory stands for the one of USB, with its properties.
    static let hotplug = Lesson(
        testDescription: "archive-disk", store: "archive", before: "mkdir -p /var/lib/images /run/udev/rules.d",
        hands: [
            "# the disk is plugged in": """
                number=$(cat /sys/class/zram-control/hot_add)
                echo $number > /var/lib/images/number; echo 256M > /sys/block/zram$number/disksize
                echo "KERNEL=='zram$number', ENV{ID_SERIAL}='WDC_WD40EFRX_%', ENV{ID_BUS}='usb'" | tr "'" '"' \
                    > /run/udev/rules.d/60-%.rules
                udevadm control --reload; udevadm trigger --settle --action change /dev/zram$number
                """,
            "# it is pulled out": """
                rm /run/udev/rules.d/60-%.rules; udevadm control --reload
                until cat /var/lib/images/number > /sys/class/zram-control/hot_remove; do sleep 0.1; done
                """,
        ])

    @Test func everyGuideIsALesson() {
        let pages = Project.files(in: "docs/guides", ending: ".md").map { "\($0.dropFirst(12).dropLast(3))" }
        #expect(pages == (Self.lessons + [Self.hotplug]).map(\.testDescription).sorted())
    }

    @Test(arguments: lessons) func printsWhatItShows(_ lesson: Lesson) throws { try follow(lesson) }

    @Test(.enabled(if: access("/sys/class/zram-control/hot_add", R_OK) == 0, "needs zram"))
    func printsWhatItShowsOfADiskThatComesAndGoes() throws {
        let lock = try ZramLock()
        defer { withExtendedLifetime(lock) {} }
        try follow(Self.hotplug)
    }

    private func follow(_ lesson: Lesson) throws {
        let box = try Sandbox()
        defer { _ = try? run("sh", "-c", "rm -f /run/udev/rules.d/60-\(box.prefix).rules; udevadm control --reload") }
        let stage = Stage(store: lesson.store, folder: box.folder, prefix: box.prefix)
        try shell("mkdir -p \(box.path("etc/loopwright")); \(box.expand(stage.mine(lesson.before)))")
        defer { _ = try? run(Sandbox.binary, "detach", "--all", "--manifest", box.path("etc/loopwright")) }
        let guide = Guide(Project.text(of: "docs/guides/\(lesson.testDescription).md"))
        #expect(guide.pieces.count > 5)
        for piece in guide.pieces {
            switch piece {
            case .file(let path, let text):
                try box.write(stage.mine(text), to: String(stage.mine(path).dropFirst(box.folder.count + 1)))
            case .command(let words, let prints):
                let outcome = try run("sh", "-c", box.expand(stage.script(lesson.hands[words] ?? words)))
                let said = Transcript(box.lines(outcome.output), names: stage.names)
                #expect([0, 2].contains(outcome.status), "\(words): \(outcome.words)")
                #expect(said.agrees(with: Transcript(prints)), "\(words)\n\(said.lines.joined(separator: "\n"))")
            }
        }
    }
}

/// Where a guide is played: its folders are below the sandbox's, and its stores have the sandbox's prefix.
private struct Stage {
    let store: String
    let folder: String
    let prefix: String

    private static let roots = ["/etc/loopwright", "/var/lib/", "/dev/disk/by-id/"]

    var names: [(mine: String, page: String)] { [("\(prefix)-\(store)", store), (folder + "/", "/")] }

    func mine(_ text: String) -> String {
        Stage.roots.reduce(text.replacing(store, with: "\(prefix)-\(store)")) {
            $0.replacing($1, with: folder + $1)
        }
    }

    /// A script that says everything on one stream, as a terminal shows it.
    func script(_ words: String) -> String {
        """
        exec 2>&1
        loopwright() {
            case "$*" in
                *--manifest*|describe*) \(Sandbox.binary) "$@" ;;
                *) \(Sandbox.binary) "$@" --manifest \(folder)/etc/loopwright ;;
            esac
        }
        \(mine(words))
        """
    }
}
