// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightModel

@Suite struct PartitionTypeTests {
    @Test func everyNameStandsForSomethingOnce() {
        let names = PartitionTypeCatalogue.entries.map(\.name)
        #expect(Set(names).count == names.count)
        for entry in PartitionTypeCatalogue.entries {
            #expect(entry.gpt != nil || entry.mbr != nil, "\(entry.name)")
            #expect(entry.gpt != .zero && entry.mbr != 0, "\(entry.name)")
            #expect(entry.mbr.map { !PartitionType.mbr($0).isExtended } ?? true, "\(entry.name)")
        }
    }

    @Test(
        arguments: [
            ("linux", "0fc63daf-8483-4772-8e79-3d69d8477de4", 0x83),
            ("linux-generic", "0fc63daf-8483-4772-8e79-3d69d8477de4", 0x83),
            ("uefi", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", 0xef),
            ("swap", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", 0x82),
            ("root-x86-64", "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", nil),
            ("root-amd64", "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", nil),
            ("usr-arm64-verity-sig", "c23ce4ff-44bd-4b00-b2d4-b41b3419e02a", nil),
            ("root-mips64-verity", "579536f8-6a33-4055-a95a-df2d5e2c42a8", nil), ("fat12", nil, 0x01),
        ] as [(String, String?, UInt8?)])
    func standsFor(_ name: String, _ gpt: String?, _ mbr: UInt8?) {
        #expect(PartitionTypeCatalogue.type(named: name, in: .gpt) == gpt.flatMap { GUID($0) }.map(PartitionType.gpt))
        #expect(PartitionTypeCatalogue.type(named: name, in: .mbr) == mbr.map(PartitionType.mbr))
    }

    @Test func reportsUseTheCanonicalName() throws {
        #expect(PartitionType.mbr(0x83).description == "linux")
        #expect(PartitionType.mbr(0x07).description == "ntfs")
        #expect(PartitionType.mbr(0x05).description == "0x05")
        let names = try ["c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "4f68bce3-e8cd-4db1-96e7-fbcaf984b709"]
            .map { PartitionType.gpt(try #require(GUID($0))).description }
        #expect(names == ["esp", "root-x86-64"])
    }

    static let sfdisk = lines(of: "sfdisk --list-types --label gpt 2>/dev/null")

    /// util-linux is the oracle: every type that it lists has a name here, and under its own name where it is one.
    @Test(.enabled(if: !sfdisk.isEmpty, "sfdisk is not installed"))
    func everyTypeOfSfdiskHasAName() throws {
        var count = 0
        for line in PartitionTypeTests.sfdisk {
            guard let guid = GUID(line.prefix(36)) else { continue }
            count += 1
            let name = PartitionTypeCatalogue.name(of: .gpt(guid))
            #expect(name != nil, "\(line)")
            // `Linux root verity sign. (ARM-64)` is `root-arm64-verity-sig`.
            let words = line.dropFirst(38).lowercased()
            for (word, piece) in [(" root ", "root-"), (" /usr ", "usr-"), (" verity ", "-verity"), (" sign.", "-sig")]
            where words.hasPrefix("linux") && words.contains(word) {
                #expect(name?.contains(piece) == true, "\(line)")
            }
        }
        #expect(count > 150)
    }

    private static func lines(of command: String) -> [String] {
        guard let stream = popen(command, "r") else { return [] }
        defer { pclose(stream) }
        var lines: [String] = []
        var buffer = [CChar](repeating: 0, count: 512)
        while fgets(&buffer, Int32(buffer.count), stream) != nil {
            lines.append(
                String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return lines
    }
}
