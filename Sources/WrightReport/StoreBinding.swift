// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What a saved plan of one store rests on: what the manifest asked for, and what was there.
struct StoreBinding: Hashable {
    var name: StoreName
    /// Empty for a store that has left the manifest.
    var manifest: [ManifestLine]
    /// What tells the backing from another one; nil where there was none.
    var identity: String?
    var size: ByteCount?
    /// The disk sequence of the backing; nil for a file.
    var backingSequence: String?
    /// What the disk calls itself.
    var names: [String]
    /// The disk sequence of the store's device; nil where it had none.
    var deviceSequence: String?
    var tableChecksum: String?

    init(_ plan: StorePlan, _ desired: DesiredStore?) {
        let basis = plan.basis
        name = plan.name
        manifest = desired?.manifestLines ?? []
        identity = basis.backing?.description
        size = basis.backingSize
        backingSequence = basis.backingSequence?.description
        names = (basis.disk?.names ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        deviceSequence = basis.deviceSequence?.description
        tableChecksum = basis.tableChecksum.map(eightDigits)
    }

    var json: JSONValue {
        [
            "name": .string(name.text), "manifest": .array(manifest.map { .string($0.text) }),
            "identity": JSONValue(identity), "size": size?.json ?? nil, "backing-diskseq": JSONValue(backingSequence),
            "identifiers": .array(names.map(JSONValue.string)), "device-diskseq": JSONValue(deviceSequence),
            "table-checksum": JSONValue(tableChecksum),
        ]
    }

    init(_ json: JSONValue) throws(SavedPlanFault) {
        guard let name = try StoreName(json.text("name")) else { throw SavedPlanFault(key: "name") }
        self.name = name
        manifest = []
        for line in try json.texts("manifest") {
            guard let line = ManifestLine(text: line) else { throw SavedPlanFault(key: "manifest") }
            manifest.append(line)
        }
        identity = try json.optionalText("identity")
        size = try json.optionalInteger("size").map(ByteCount.init)
        backingSequence = try json.optionalText("backing-diskseq")
        names = try json.texts("identifiers")
        deviceSequence = try json.optionalText("device-diskseq")
        tableChecksum = try json.optionalText("table-checksum")
    }
}

extension StoreBinding {
    /// What has changed of what was there, a sentence each.
    ///
    /// - Parameters:
    ///   - path: the backing as it was called.
    ///   - device: the node of the store's device, as it was and as it is.
    func changes(to now: StoreBinding, path: String, device: (was: String?, now: String?)) -> [String] {
        let path = Sentence.quoted(path)
        if let change = otherBacking(now, path) { return [change] }
        var changes: [String] = []
        if let size, let other = now.size, size != other {
            changes.append("\(path) was \(size.inWords), and is \(other.inWords) now")
        }
        if deviceSequence != now.deviceSequence { changes.append(otherDevice(now, path, device)) }
        if tableChecksum != now.tableChecksum { changes.append(otherTable(now)) }
        return changes
    }

    private func otherBacking(_ now: StoreBinding, _ path: String) -> String? {
        guard identity != now.identity || backingSequence != now.backingSequence || names != now.names else {
            return nil
        }
        if identity == nil { return "\(path) was not there when the plan was saved" }
        if now.identity == nil { return "\(path) is not there any more" }
        return backingSequence == nil ? "\(path) is another file now" : "\(path) is another disk now"
    }

    private func otherDevice(_ now: StoreBinding, _ path: String, _ device: (was: String?, now: String?)) -> String {
        switch (device.was, device.now) {
        case (let was?, let node?):
            was == node
                ? "\(Sentence.quoted(node)) is another disk now"
                : "'\(name)' was on \(Sentence.quoted(was)), and is on \(Sentence.quoted(node)) now"
        case (let was?, nil): "\(Sentence.quoted(was)) is not attached to \(path) any more"
        case (nil, let node?): "\(Sentence.quoted(node)) was attached to \(path) since the plan was saved"
        case (nil, nil): "the device of '\(name)' is another one now"
        }
    }

    private func otherTable(_ now: StoreBinding) -> String {
        if tableChecksum == nil { return "'\(name)' had no partition table when the plan was saved, and has one now" }
        if now.tableChecksum == nil { return "the table of '\(name)' cannot be read any more" }
        return "the table of '\(name)' was changed since the plan was saved"
    }
}
