// SPDX-License-Identifier: MIT

import WrightModel

/// Decides what becomes of a store's backing before anything stands on it.
struct BackingPlanner {
    let desired: DesiredStore
    let observed: ObservedStore

    /// The ground of a store whose backing is there or can be made.
    func ground() throws(Verdict) -> Ground {
        switch observed.backing {
        case .absent(let reason):
            try refuseLostBacking()
            throw .waiting(reason)
        case .creatable(let path, let free):
            try refuseLostBacking()
            return try created(path: path, free: free)
        case .ambiguous(let names):
            throw .blocked([.ambiguous(names)])
        case .refused(let reason, let remedy):
            throw .blocked([Obstacle(reason, remedy: remedy)] + displaced)
        case .present(let backing):
            try refuseChange(under: backing)
            return try standing(on: backing)
        }
    }

    /// A loop that is still bound while its backing cannot be found holds the only way to the bytes.
    private func refuseLostBacking() throws(Verdict) {
        guard let device = observed.device, let binding = device.binding else { return }
        throw .blocked([.backingLost(device.node, path: binding.path, store: desired.name)])
    }

    /// A loop that is bound to what has not the store's path any more, while something else has.
    private var displaced: [Obstacle] {
        guard let device = observed.device, let binding = device.binding, let path = desired.backing.file,
            binding.path != path
        else { return [] }
        return [.backingLost(device.node, path: binding.path, store: desired.name)]
    }

    /// What has happened to a backing behind the back of what stands or stood on it is never mended by a guess: not by
    /// growing what was cut off, nor by taking the one for the other.
    private func refuseChange(under backing: PresentBacking) throws(Verdict) {
        if let device = observed.device, let binding = device.binding, binding.backing != backing.identity {
            throw .blocked([
                .otherBacking(
                    device.node, path: binding.path, found: binding.backing, wanted: backing.identity,
                    store: desired.name)
            ])
        }
        if let obstacle = DiskComparison.obstacle(to: desired, observed) { throw .blocked([obstacle]) }
        for loop in [observed.device].compactMap(\.self) + observed.strangers {
            guard let left = loop.binding?.extent(over: backing.size).length.roundedDown(to: .sysfsSector),
                loop.size > left
            else { continue }
            throw .blocked([.shrunkBacking(loop, backing: backing, left: left)])
        }
    }

    private func created(path: String, free: ByteCount) throws(Verdict) -> Ground {
        guard let size = desired.size else {
            throw .waiting("the file does not exist, and the manifest gives no size to make it with")
        }
        let missing = desired.allocation == .full ? Wide(size.bytes) - Wide(free.bytes) : 0
        guard missing <= 0 else { throw .blocked([.noSpace(path, need: size, free: free)]) }
        return Ground(
            path: path, contents: .blank, change: .create(size: size), slice: try slice(of: size, at: path),
            isWhole: isWhole)
    }

    private func standing(on backing: PresentBacking) throws(Verdict) -> Ground {
        guard !backing.isBeingWritten else {
            throw .waiting("'\(backing.path)' is open for writing: it is being copied, or a program works on it")
        }
        guard backing.size > .zero else { throw .blocked([.emptyFile(backing.path)]) }
        let growth = try growth(of: backing)
        let slice = try slice(of: growth ?? backing.size, at: backing.path)
        guard let contents = observed.contents else {
            throw .failed("the contents of '\(backing.path)' were not read")
        }
        if case .unreadable(let reason) = contents.table { throw .failed(reason) }
        return Ground(
            path: backing.path, present: backing, contents: contents,
            change: growth.map { .grow(from: backing.size, to: $0) } ?? .none, slice: slice, isWhole: isWhole)
    }

    private var isFile: Bool { desired.backing.file != nil }
    private var isWhole: Bool { (desired.offset ?? .zero) == .zero && desired.length == nil }

    /// The size that the file is to be grown to.
    ///
    /// A file that is larger than its manifest says is never shrunk.
    private func growth(of backing: PresentBacking) throws(Verdict) -> ByteCount? {
        guard case .file = backing.identity, let size = desired.size, size > backing.size else { return nil }
        guard desired.readOnly != true, !backing.isReadOnly else {
            throw .blocked([.readOnlyGrowth(backing, to: size)])
        }
        if desired.allocation == .full, let free = backing.free {
            let need = size - backing.size
            guard free >= need else { throw .blocked([.noSpace(backing.path, need: need, free: free)]) }
        }
        return size
    }

    /// The slice of a backing of the given size.
    private func slice(of size: ByteCount, at path: String) throws(Verdict) -> Extent {
        let slice = desired.slice(of: size)
        let offset = desired.offset ?? .zero
        guard slice.start == offset, slice.length == desired.length ?? slice.length else {
            throw .blocked([
                .sliceOutside(path, from: offset, length: desired.length, size: size, isFile: isFile)
            ])
        }
        guard slice.length >= .sysfsSector else { throw .blocked([.tooSmall(path, slice, isFile: isFile)]) }
        return slice
    }
}
