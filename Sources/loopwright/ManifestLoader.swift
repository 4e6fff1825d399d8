// SPDX-License-Identifier: MIT

import WrightKernel
import WrightManifest
import WrightModel

/// Reads the manifest's files and gives what they want, or every diagnostic.
struct ManifestLoader {
    /// Where the manifest is, from the root.
    let path: String
    private let trust: PathTrust

    init(_ options: ManifestOptions) {
        path = CommandPath.absolute(options.manifest)
        trust = options.trust
    }

    func load() throws(Trouble) -> Desired {
        var files: [(path: String, text: [UInt8])] = []
        for path in try paths() { files.append((path, try text(of: path))) }
        switch Manifest.parse(files: files) {
        case .success(let desired): return desired
        case .failure(let diagnostics): throw .manifest(diagnostics.all.map(\.description))
        }
    }

    /// The file itself, or every `*.yaml` of a folder in the order of their names.
    private func paths() throws(Trouble) -> [String] {
        let place = try open(path, .place)
        let kind = try attempt { () throws(SyscallFailure) in try place.status().kind }
        guard kind == .folder else { return [path] }
        // A folder that cannot be listed is not one without stores.
        let names = try attempt { () throws(SyscallFailure) in try Tree.listing(of: path) } ?? []
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { path + "/" + $0 }
    }

    /// One byte more than a manifest may have, for the parser to say so.
    private func text(of path: String) throws(Trouble) -> [UInt8] {
        let file = try open(path, .readOnly)
        return try attempt { () throws(SyscallFailure) in try file.read(at: 0, count: Manifest.longestFile + 1) }
    }

    private func open(_ path: String, _ options: OpenOptions) throws(Trouble) -> OwnedDescriptor {
        do {
            return try TrustedPath.open(path, options, trust: trust)
        } catch {
            throw Trouble(error, manifest: path)
        }
    }
}

extension Trouble {
    init(_ refusal: PathRefusal, manifest path: String) {
        switch refusal {
        case .untrusted: self = .notPermitted(Obstacle("\(refusal)", remedy: refusal.remedy))
        case .absent: self = .manifest(["\(path): \(refusal); write a manifest there, or name one with --manifest"])
        default: self = .manifest(["\(path): \(refusal)"])
        }
    }
}

/// Runs what may fail in a system call, and has its failure end the command.
func attempt<Value>(_ body: () throws(SyscallFailure) -> Value) throws(Trouble) -> Value {
    do {
        return try body()
    } catch {
        throw .failed("\(error)")
    }
}
