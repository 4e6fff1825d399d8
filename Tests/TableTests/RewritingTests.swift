// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

@Suite struct RewritingTests {
    private let gpt = GPTImage(count: 8, entries: [.init(number: 2, first: 100, last: 199, name: [0x41])])

    @Test func theNameAndBothChecksumsAreNew() throws {
        var image = gpt.image
        for (header, entries) in [(1, 2), (2047, 2045)] {
            var copy = GPTRewriting(header: image[header], entries: image[entries] + image[entries + 1])
            let isDone = copy.setLabels([2: "🦀"])
            #expect(isDone)
            image[header] = copy.header
            image[entries] = copy.entries
        }
        let table = try #require(image.read().table)
        #expect(table.condition == .sound)
        #expect(table.partitions.map(\.label) == ["🦀"])
    }

    @Test func whatUnusedEntriesHoldGoes() throws {
        var image = gpt.image
        for (header, entries) in [(1, 2), (2047, 2045)] {
            var array = image[entries] + image[entries + 1]
            array.replaceSubrange(40..<48, with: repeatElement(0xff, count: 8))
            var copy = GPTRewriting(header: image[header], entries: array)
            var isChanged = copy.clearUnused()
            #expect(isChanged)
            isChanged = copy.clearUnused()
            #expect(!isChanged)
            #expect(copy.entries == image[entries] + image[entries + 1])
            image[header] = copy.header
        }
        let table = try #require(image.read().table)
        #expect(table.condition == .sound)
        #expect(table.partitions.map(\.label) == ["A"])
    }

    @Test(arguments: [0, -1, 9, .max]) func numbersBeyondTheEntriesAreRefused(number: Int) {
        var copy = GPTRewriting(header: gpt.image[1], entries: gpt.array)
        let isDone = copy.setLabels([number: "x"])
        #expect(!isDone)
    }

    @Test func whatIsNoCopyIsRefused() {
        for bytes in [[], [UInt8](repeating: 0, count: 512), [UInt8](repeating: 0xff, count: 512)] {
            var copy = GPTRewriting(header: bytes, entries: [])
            let isDone = copy.setLabels([1: "x"])
            #expect(!isDone)
        }
    }
}
