// SPDX-License-Identifier: MIT

package import WrightModel
import WrightPlan
package import WrightText

/// A plan as it lies in a file: the document that was shown, and what it rests on.
///
/// Nothing in it is ever carried out. The plan is made anew, and done only where it comes out the same, byte for byte.
package struct SavedPlan: Hashable, Sendable {
    /// The document of `plan --json`, with a `basis`.
    package let document: JSONValue
    let frame: Frame
    let stores: [Entry]
    let orphans: [Entry]

    /// No plan that is saved is longer: 64 MiB.
    package static let longestFile = 64 << 20

    /// A store with its part of the document.
    struct Entry: Hashable {
        var binding: StoreBinding
        var document: JSONValue

        var state: StoreState? { document["state"]?.string.flatMap(StoreState.init(rawValue:)) }
        var isPending: Bool { state == .pending }
    }

    /// - Parameters:
    ///   - desired: what the manifest asks of the plan's stores.
    ///   - frame: where and when the plan is made.
    package init(_ plan: Plan, of desired: [DesiredStore], in frame: Frame) {
        let wanted = Dictionary(desired.map { ($0.name, $0) }) { first, _ in first }
        let entry: (StorePlan) -> Entry = { store in
            Entry(
                binding: StoreBinding(store, wanted[store.name]), document: StatusDocument.json(store))
        }
        self.frame = frame
        stores = plan.stores.map(entry)
        orphans = plan.orphans.map(entry)
        let bindings: JSONValue = [
            "stores": .array(stores.map(\.binding.json)), "orphans": .array(orphans.map(\.binding.json)),
        ]
        document = StatusDocument.json(plan).adding(["basis": frame.json.adding(bindings)])
    }

    /// The file's bytes: JSON in UTF-8 for people to read, too.
    package var file: [UInt8] { Array((JSONText.pretty(document) + "\n").utf8) }

    /// Takes a file apart that nobody vouches for.
    package init(file: [UInt8]) throws(SavedPlanFault) {
        guard file.count <= SavedPlan.longestFile else { throw SavedPlanFault("it is too long") }
        do throws(JSONFault) {
            document = try JSONReader.value(of: file)
        } catch {
            throw SavedPlanFault(error.description)
        }
        guard let basis = document["basis"], document["format"] == StatusDocument.format else {
            throw SavedPlanFault("it is another document, or of a later format")
        }
        frame = try Frame(basis)
        stores = try SavedPlan.entries(document, basis, "stores")
        orphans = try SavedPlan.entries(document, basis, "orphans")
    }

    private static func entries(
        _ document: JSONValue, _ basis: JSONValue, _ key: String
    ) throws(SavedPlanFault) -> [Entry] {
        let (documents, bindings) = (try document.elements(key), try basis.elements(key))
        guard documents.count == bindings.count else { throw SavedPlanFault(key: key) }
        var entries: [Entry] = []
        for (document, binding) in zip(documents, bindings) {
            let entry = Entry(binding: try StoreBinding(binding), document: document)
            guard try document.text("name") == entry.binding.name.text, entry.state != nil else {
                throw SavedPlanFault(key: key)
            }
            _ = (try document.text("backing"), try document.optionalText("device"), try document.elements("steps"))
            entries.append(entry)
        }
        return entries
    }

    /// The stores that were looked at, and whether those were all of the manifest.
    package var names: [StoreName] { stores.map(\.binding.name) }
    package var isWhole: Bool { frame.isWhole }
    package var moment: String { frame.time }

    /// What is carried out of a plan that comes out the same.
    package var pending: Set<StoreName> { Set(stores.filter(\.isPending).map(\.binding.name)) }
    package var pendingOrphans: Set<StoreName> { Set(orphans.filter(\.isPending).map(\.binding.name)) }
}

/// Why a file is no saved plan: a clause.
package struct SavedPlanFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
    init(key: String) { self.init("its '\(key)' is missing, or is not what it should be") }
}

extension SavedPlan {
    /// Where and when a plan was made, and of what.
    package struct Frame: Hashable, Sendable {
        var version: String
        var time: String
        /// Tells one machine from another, and nothing of it.
        var machine: String?
        var boot: String?
        /// The path of the manifest.
        var manifest: String
        /// Whether all stores of the manifest were looked at, and so what others have left.
        var isWhole: Bool
        var prunes: Bool

        /// - Parameters:
        ///   - version: of this program: another one may plan otherwise.
        ///   - boot: what tells this boot from another; disk sequences begin anew with each.
        package init(
            version: String, time: Moment, host: Host, boot: String?, manifest: String, isWhole: Bool, prunes: Bool
        ) {
            self.version = version
            self.time = time.description
            // machine-id(5) asks for the id itself to be kept to the machine.
            machine = host.machineIdentifier.flatMap {
                GUID(bytes: SHA256.digest(of: Array("loopwright saved plan\n\($0)".utf8)).prefix(16))?.description
            }
            self.boot = boot
            self.manifest = manifest
            self.isWhole = isWhole
            self.prunes = prunes
        }

        init(_ json: JSONValue) throws(SavedPlanFault) {
            version = try json.text("version")
            time = try json.text("time")
            machine = try json.optionalText("machine")
            boot = try json.optionalText("boot")
            manifest = try json.text("manifest-path")
            isWhole = try json.flag("whole")
            prunes = try json.flag("prune")
        }

        var json: JSONValue {
            [
                "version": .string(version), "time": .string(time), "machine": JSONValue(machine),
                "boot": JSONValue(boot), "manifest-path": .string(manifest), "whole": .bool(isWhole),
                "prune": .bool(prunes),
            ]
        }
    }
}

extension JSONValue {
    fileprivate subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }

    func text(_ key: String) throws(SavedPlanFault) -> String {
        guard let text = self[key]?.string else { throw SavedPlanFault(key: key) }
        return text
    }

    func optionalText(_ key: String) throws(SavedPlanFault) -> String? {
        self[key] == .null ? nil : try text(key)
    }

    func optionalInteger(_ key: String) throws(SavedPlanFault) -> Int64? {
        switch self[key] {
        case .null?: return nil
        case .integer(let value)? where value >= 0: return value
        default: throw SavedPlanFault(key: key)
        }
    }

    func flag(_ key: String) throws(SavedPlanFault) -> Bool {
        guard case .bool(let value)? = self[key] else { throw SavedPlanFault(key: key) }
        return value
    }

    func elements(_ key: String) throws(SavedPlanFault) -> [JSONValue] {
        guard case .array(let elements)? = self[key] else { throw SavedPlanFault(key: key) }
        return elements
    }

    func texts(_ key: String) throws(SavedPlanFault) -> [String] {
        var texts: [String] = []
        for element in try elements(key) {
            guard let text = element.string else { throw SavedPlanFault(key: key) }
            texts.append(text)
        }
        return texts
    }
}
