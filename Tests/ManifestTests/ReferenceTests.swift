// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightModel

@testable import WrightManifest

/// `docs/manifest.md` and the definition of the keys say the same.
@Suite struct ReferenceTests {
    @Test func describesEveryKeyAndNoOther() throws {
        let page = try ReferenceTests.page()
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let described = rows.flatMap { row in
            (row.split(separator: "|").first ?? "").split(separator: "`").map(String.init).filter { !", ".contains($0) }
        }
        let keys = [ManifestKeys.fields, StoreKeys.fields, PartitionKeys.fields].flatMap { $0.map(\.name) }
        #expect(described.sorted() == keys.sorted())
    }

    @Test func itsExampleIsRight() throws {
        let page = try ReferenceTests.page()
        let start = try #require(page.firstRange(of: "```yaml\n")).upperBound
        let example = page[start...].prefix(while: { $0 != "`" })
        let desired = try Manifest.parse(files: [("manifest.md", Array(example.utf8))]).get()
        #expect(desired.stores.first?.partitions.count == 3)
    }

    private static func page(_ file: String = #filePath) throws -> String {
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let stream = try #require(fopen(root + "/docs/manifest.md", "r"))
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
