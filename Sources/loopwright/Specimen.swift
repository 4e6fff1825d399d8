// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightObserve
import WrightReport

/// An image or a device that a person points at, whether or not a manifest knows it.
struct Specimen {
    private let path: String
    private let backing: PresentBacking
    private let contents: Contents

    init(at argument: String) throws(Trouble) {
        path = CommandPath.absolute(argument)
        let status = FileStatus.at(path)
        let asked: DesiredBacking = status?.kind == .blockDevice ? .device(path) : .file(path)
        let observed = Observer(snapshot: .take(), trust: .anything).observe(try Specimen.store(asked))
        guard case .present(let backing) = observed.backing, let contents = observed.contents else {
            throw .failed(Specimen.sentence(observed.backing, path))
        }
        if case .unreadable(let reason) = contents.table { throw .failed(reason) }
        self.backing = backing
        self.contents = contents
    }

    var picture: LayoutPictureInput {
        LayoutPictureInput(title: path, size: backing.size, sectorSize: backing.sectorSize, contents: contents)
    }

    /// The manifest for which nothing of the table is to be changed.
    ///
    /// A whole disk is described as it is, with no loop.
    var manifest: String {
        let isFile = if case .file = backing.identity { true } else { false }
        return ManifestText(
            ManifestSource(
                path: path, kind: isFile ? .file(size: backing.size) : .device, contents: contents,
                attachment: isFile || backing.isPartition ? .loop : .direct, isReadOnly: backing.isReadOnly)
        ).text
    }

    /// A store that takes the backing as it is; its name is never published.
    private static func store(_ backing: DesiredBacking) throws(Trouble) -> DesiredStore {
        guard let name = StoreName("specimen") else { throw .failed("the name of a specimen is not valid") }
        return DesiredStore(name: name, backing: backing, location: SourceLocation(file: "", line: 0, column: 0))
    }

    private static func sentence(_ backing: ObservedBacking, _ path: String) -> String {
        switch backing {
        case .absent(let reason): reason
        case .refused(let reason, let remedy): "\(reason); \(remedy)"
        default: "'\(path)' does not exist"
        }
    }
}
