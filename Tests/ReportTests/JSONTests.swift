// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport
import WrightText

@Suite struct StatusDocumentTests {
    private func members(_ value: JSONValue?) throws -> [JSONValue.Member] {
        guard case .object(let members) = try #require(value) else { throw Unexpected() }
        return members
    }

    private func elements(_ value: JSONValue?) throws -> [JSONValue] {
        guard case .array(let elements) = try #require(value) else { throw Unexpected() }
        return elements
    }

    private struct Unexpected: Error {}

    private func value(_ key: String, _ members: [JSONValue.Member]) -> JSONValue? {
        members.first { $0.key == key }?.value
    }

    @Test func theKeysBeginAsTheContractSays() throws {
        let document = try members(StatusDocument.json(Plan(stores: [try Fixture.appliance(), try Fixture.archive()])))
        #expect(document.map(\.key) == ["format", "stores", "orphans"])
        #expect(document.first?.value == 1)
        for store in try elements(value("stores", document)) {
            let store = try members(store)
            #expect(
                store.prefix(7).map(\.key) == ["name", "state", "reason", "device", "backing", "steps", "partitions"])
            #expect(store.dropFirst(7).map(\.key) == ["remedy", "links", "size"])
            for step in try elements(value("steps", store)) {
                #expect(
                    try members(step).map(\.key) == ["verb", "target", "before", "after", "reason", "text", "changes"])
            }
            for partition in try elements(value("partitions", store)) {
                #expect(
                    try members(partition).map(\.key)
                        == ["name", "number", "start", "size", "node", "links", "type", "label", "role"])
            }
        }
    }

    @Test func whatIsNotKnownIsNull() throws {
        let undeclared = try Fixture.view(
            "stick", nil, Fixture.partition(3, Fixture.extent(1, 2), Fixture.gpt("linux"), "x\"y"))
        var store = try Fixture.waiting()
        store.partitions = [undeclared]
        #expect(
            JSONText.compact(StatusDocument.json(Plan(stores: [store]))) == #"""
                {"format":1,"stores":[{"name":"stick","state":"waiting","reason":"no disk fits ID_SERIAL=Kingston*","device":null,"backing":"ID_SERIAL=Kingston*","steps":[],"partitions":[{"name":null,"number":3,"start":1048576,"size":2097152,"node":null,"links":["/dev/disk/by-loopwright/stick/part3"],"type":"linux","label":"x\"y","role":"primary"}],"remedy":null,"links":[],"size":null}],"orphans":[]}
                """#)
    }

    @Test func aBlockedStoreTellsItsRemedyAndASizeIsInBytes() throws {
        let document = StatusDocument.json([StoreStatus(try Fixture.blocked(), size: .gibibyte)])
        #expect(
            JSONText.compact(document) == #"""
                {"format":1,"stores":[{"name":"vault","state":"blocked","reason":"'/dev/sdb' holds ext4 \"backup\" and no partition table","device":null,"backing":"ID_BUS=usb ID_SERIAL=WDC_WD40*","steps":[],"partitions":[],"remedy":"take the table's keys out of the manifest to use it as it is, or clear it with 'loopwright wipe vault'","links":[],"size":1073741824}],"orphans":[]}
                """#)
    }

    @Test func anOrphanIsWrittenAsAStoreIs() throws {
        let document = try members(
            StatusDocument.json(Plan(stores: [], orphans: [try Fixture.blocked()], prunes: true)))
        let stores = try members(StatusDocument.json(Plan(stores: [try Fixture.blocked()])))
        #expect(value("orphans", document) == value("stores", stores))
        #expect(value("stores", document) == [])
    }

    @Test func whatStepsChange() throws {
        let stores = [try Fixture.appliance(), try Fixture.archive()].map { store in
            var store = store
            store.partitions = []
            return store
        }
        let steps = try stores.flatMap { store in
            let document = try members(StatusDocument.json(Plan(stores: [store])))
            let first = try members(try elements(value("stores", document)).first)
            return try elements(value("steps", first)).map { step in
                let step = try members(step)
                return JSONText.compact(.object([step[0], step[2], step[3]]))
            }
        }
        #expect(
            steps.joined(separator: "\n") == #"""
                {"verb":"create-file","before":null,"after":{"size":8589934592,"allocation":"sparse","table":{"kind":"gpt","uuid":"00000000-0000-0000-0000-0000000000d0","sector-size":512,"entries":128,"partitions":[{"number":1,"start":1048576,"size":268435456,"type":"esp","uuid":"00000000-0000-0000-0000-000000000001","label":"EFI System Partition","attributes":[]},{"number":2,"start":269484032,"size":4294967296,"type":"linux","uuid":"00000000-0000-0000-0000-000000000002","label":"root","attributes":[]},{"number":3,"start":4564451328,"size":2952790016,"type":"linux","uuid":"00000000-0000-0000-0000-000000000003","label":"data","attributes":["grow-fs"]}]}}}
                {"verb":"attach","before":null,"after":{"offset":0,"length":null,"sector-size":512,"read-only":false,"direct-io":"auto","links":["/dev/disk/by-loopwright/appliance/disk"]}}
                {"verb":"add-partition","before":null,"after":{"number":1,"start":1048576,"size":268435456,"links":["/dev/disk/by-loopwright/appliance/esp","/dev/disk/by-loopwright/appliance/part1"]}}
                {"verb":"add-partition","before":null,"after":{"number":2,"start":269484032,"size":4294967296,"links":["/dev/disk/by-loopwright/appliance/root","/dev/disk/by-loopwright/appliance/part2","/dev/disk/by-role/root"]}}
                {"verb":"add-partition","before":null,"after":{"number":3,"start":4564451328,"size":2952790016,"links":["/dev/disk/by-loopwright/appliance/data","/dev/disk/by-loopwright/appliance/part3"]}}
                {"verb":"grow-file","before":{"size":2147483648},"after":{"size":8589934592,"allocation":"full"}}
                {"verb":"adopt","before":{"reference":"backup"},"after":{"reference":"loopwright/archive"}}
                {"verb":"grow-device","before":{"size":2147483648},"after":{"size":8589934592}}
                {"verb":"delete-partition","before":{"number":12,"start":1074790400,"size":536870912},"after":null}
                {"verb":"change-table","before":{"kind":"gpt","uuid":"00000000-0000-0000-0000-0000000000d0","sector-size":512,"entries":128,"partitions":[{"number":1,"start":1048576,"size":1073741824,"type":"linux","uuid":"00000000-0000-0000-0000-000000000001","label":"photos","attributes":[]},{"number":12,"start":1074790400,"size":536870912,"type":"linux","uuid":"00000000-0000-0000-0000-00000000000c","label":"old","attributes":[]}]},"after":{"kind":"gpt","uuid":"00000000-0000-0000-0000-0000000000d0","sector-size":512,"entries":128,"partitions":[{"number":1,"start":1048576,"size":1073741824,"type":"swap","uuid":"00000000-0000-0000-0000-000000000001","label":"pictures","attributes":[]},{"number":2,"start":1611661312,"size":4294967296,"type":"linux","uuid":"00000000-0000-0000-0000-000000000002","label":"music","attributes":[]}]}}
                {"verb":"resize-partition","before":{"number":1,"start":1048576,"size":536870912},"after":{"number":1,"start":1048576,"size":1073741824}}
                {"verb":"publish","before":{"number":1,"links":["/dev/disk/by-loopwright/archive/photos","/dev/disk/by-role/old"]},"after":{"number":1,"links":["/dev/disk/by-loopwright/archive/photos","/dev/disk/by-role/photos"]}}
                {"verb":"publish","before":null,"after":{"number":null,"links":["/dev/disk/by-loopwright/archive/disk"]}}
                {"verb":"detach","before":{"device":"/dev/loop9"},"after":null}
                """#)
    }

    @Test func aLayout() throws {
        let contents = Contents(
            table: .present(Fixture.extended()), signatures: [Signature(type: "iso9660")], holdsData: true)
        let input = LayoutPictureInput(title: "/srv/old.img", size: Fixture.size(mebibytes: 1024), contents: contents)
        #expect(
            JSONText.compact(LayoutDocument.json(input)) == #"""
                {"format":1,"title":"/srv/old.img","device":null,"size":1073741824,"sector-size":512,"table":"mbr","uuid":"12345678","trouble":null,"signatures":[{"type":"iso9660","label":null,"uuid":null,"offset":null}],"partitions":[{"name":null,"number":1,"start":1048576,"size":104857600,"node":null,"links":[],"type":"linux","label":"","role":"primary"},{"name":null,"number":2,"start":105906176,"size":838860800,"node":null,"links":[],"type":"0x05","label":"","role":"extended"},{"name":null,"number":5,"start":106954752,"size":314572800,"node":null,"links":[],"type":"linux","label":"","role":"logical"},{"name":null,"number":6,"start":524288000,"size":104857600,"node":null,"links":[],"type":"swap","label":"","role":"logical"}],"free":[{"start":105906176,"size":1048576},{"start":421527552,"size":102760448},{"start":629145600,"size":315621376},{"start":944766976,"size":128974848}],"links":[]}
                """#)
        let damaged = Contents(table: .damaged("it is cut off"), signatures: [], holdsData: true)
        let trouble = LayoutDocument.json(LayoutPictureInput(title: "x", size: .gibibyte, contents: damaged))
        #expect(value("trouble", try members(trouble)) == "it is cut off")
        #expect(value("free", try members(trouble)) == [])
    }
}
