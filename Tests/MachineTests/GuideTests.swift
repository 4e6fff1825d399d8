// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// README and the guides of the manual, typed in as they stand: every command ends well and prints what its page shows.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: access("/run/udev/control", F_OK) == 0, "needs udevd"),
    .enabled(if: Machine.has("sfdisk", "lsblk", "mkfs.ext4", "udevadm"), "needs sfdisk, lsblk, mkfs.ext4 and udevadm"))
struct GuideTests {
    /// A guide, and what it takes for granted.
    struct Lesson: Sendable, CustomTestStringConvertible {
        let page: String
        /// How the names of its stores begin.
        let store: String
        /// A script that is run before, in the page's own terms; `%` stands for the sandbox's prefix.
        var before = "true"
        /// What is done where the guide has a person do something, by the comment that says so.
        var hands: [String: String] = [:]

        var testDescription: String { page }
    }

    static let lessons = [
        Lesson(page: "README.md", store: "appliance", before: "mkdir -p /var/lib/ /mnt/"),
        Lesson(page: "docs/guides/appliance-image.md", store: "appliance"),
        Lesson(page: "docs/guides/test-disks.md", store: "job-7", before: "mkdir -p /var/lib/ci/job-7"),
        Lesson(
            page: "docs/guides/taking-over.md", store: "vendor",
            before: """
                mkdir -p /var/lib/images; f=/var/lib/images/vendor.img; truncate -s 64M $f
                echo 'label: gpt\nsize=16M, type=uefi, name=boot\nsize=32M, name=root' | sfdisk --quiet $f
                """),
    ]

    /// What takes a disk: one of compressed memory, whose driver shows no partitions, stands for it.
    static let disks = [
        Lesson(
            page: "docs/guides/past-the-limit.md", store: "card",
            before: plug + """
                mkdir -p /dev/disk/by-id/; ln -s /dev/zram$number /dev/disk/by-id/mmc-SD32G_0x1a2b3c4d
                """),
        Lesson(
            page: "docs/guides/archive-disk.md", store: "archive", before: "mkdir -p /run/udev/rules.d",
            hands: [
                "# the disk is plugged in": plug + """
                    echo "KERNEL=='zram$number', ENV{ID_SERIAL}='WDC_WD40EFRX_%', ENV{ID_BUS}='usb'" | tr "'" '"' \
                        > /run/udev/rules.d/60-%.rules
                    udevadm control --reload; udevadm trigger --settle --action change /dev/zram$number
                    """,
                "# it is pulled out": unplug,
            ]),
    ]

    private static let plug = """
        number=$(cat /sys/class/zram-control/hot_add); mkdir -p /var/lib/images
        echo $number > /var/lib/images/number; echo 256M > /sys/block/zram$number/disksize

        """
    /// udevd may still look at it.
    private static let unplug = """
        rm -f /run/udev/rules.d/60-%.rules; udevadm control --reload
        for i in $(seq 50); do
            cat /var/lib/images/number > /sys/class/zram-control/hot_remove && rm /var/lib/images/number && break; sleep 0.1
        done
        """

    @Test func everyGuideIsALesson() {
        let pages = (Self.lessons + Self.disks).map(\.page).filter { $0 != "README.md" }
        #expect(pages.sorted() == Project.files(in: "docs/guides", ending: ".md"))
    }

    @Test(arguments: lessons) func printsWhatItShows(_ lesson: Lesson) throws { try follow(lesson) }

    @Test(
        .enabled(if: access("/sys/class/zram-control/hot_add", R_OK) == 0, "needs zram"), arguments: disks)
    func printsWhatItShowsOfADisk(_ lesson: Lesson) throws {
        let lock = try ZramLock()
        defer { withExtendedLifetime(lock) {} }
        try follow(lesson, after: Self.unplug)
    }

    private func follow(_ lesson: Lesson, after: String = "true") throws {
        let box = try Sandbox()
        let stage = Stage(store: lesson.store, folder: box.folder, prefix: box.prefix)
        try shell("mkdir -p \(box.path("etc/loopwright")); \(stage.script(lesson.before))")
        defer {
            _ = try? run(Sandbox.binary, "detach", "--all", "--manifest", box.path("etc/loopwright"))
            _ = try? run("sh", "-c", stage.script("test ! -e /var/lib/images/number || { \(after)\n}"))
        }
        let guide = Guide(Project.text(of: lesson.page))
        #expect(guide.pieces.count > 3)
        for piece in guide.pieces {
            switch piece {
            case .file(let path, let text):
                try box.write(stage.mine(text), to: String(stage.mine(path).dropFirst(box.folder.count + 1)))
            case .command(let words, let prints):
                let outcome = try run("sh", "-c", stage.script(lesson.hands[words] ?? words))
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

    private static let roots = ["/etc/loopwright", "/var/lib/", "/dev/disk/by-id/", "/mnt/"]

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
        \(mine(words).replacing("%", with: prefix))
        """
    }
}
