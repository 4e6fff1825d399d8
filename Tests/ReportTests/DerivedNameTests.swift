// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightText

@Suite struct DerivedNameTests {
    @Test(arguments: [
        ("/var/lib/images/appliance.img", "appliance"), ("/srv/raspios-2024.11.raw", "raspios-2024.11"),
        ("/srv/My Disk (copy).IMG", "My-Disk-copy"), ("/srv/no-extension", "no-extension"), ("/srv/.img", "img"),
        ("/srv/größe.img", "gr-e"), ("/srv/写真.img", "img"), ("/srv/写真", "store"), ("/dev/sdb", "sdb"),
        ("/dev/disk/by-id/usb-WDC_WD40-0:0", "usb-WDC_WD40-0-0"), ("/srv/--x--.img", "x"), ("/", "store"),
        ("/srv/\(String(repeating: "a", count: 60)).img", String(repeating: "a", count: 40)),
        ("/srv/\(String(repeating: "a", count: 39))-b.img", String(repeating: "a", count: 39)),
    ])
    func stores(_ path: String, _ name: String) {
        #expect(DerivedName.store(path: path) == name)
        #expect(StoreName(name) != nil)
    }

    @Test(arguments: [
        (["esp", "root"], ["esp", "root"]),
        (["EFI System Partition", "Basic data partition"], ["EFI-System-Partition", "Basic-data-partition"]),
        (["data", "data", "data"], ["data", "p2", "p3"]),
        (["", "写真", "---"], ["p1", "p2", "p3"]),
        (["disk", "part3", "part"], ["p1", "p2", "part"]),
        (["p2", "", "p3"], ["p1", "p2", "p3"]),
        (["a b", "a-b", "a\nb"], ["a-b", "p2", "p3"]),
    ])
    func partitions(_ labels: [String], _ expected: [String]) throws {
        let partitions = try labels.enumerated().map { index, label in
            try Fixture.partition(index + 1, Fixture.extent(Int64(index) + 1, 1), Fixture.gpt("linux"), label)
        }
        let names = DerivedName.partitions(partitions)
        #expect(partitions.map { names[$0.number] } == expected)
        #expect(expected.allSatisfy { PartitionName($0) != nil })
    }
}
