// SPDX-License-Identifier: MIT

/// What is found of a store besides what its plan rests on, for a person to see why it is in its state.
package struct Evidence: Hashable, Sendable {
    /// What a file lies on, or its folder where it is not there; nil for a device.
    package var mount: Mount?
    /// The room that a file takes up.
    package var allocated: ByteCount?
    /// The disks that were held against a `match`, those that fit best first.
    package var candidates: [Candidate]
    /// Who uses what the store is made of; what nobody uses is left out.
    package var users: [Users]
    /// What udev found on each partition, by number.
    package var fileSystems: [Int: Signature]

    package init(
        mount: Mount? = nil, allocated: ByteCount? = nil, candidates: [Candidate] = [], users: [Users] = [],
        fileSystems: [Int: Signature] = [:]
    ) {
        self.mount = mount
        self.allocated = allocated
        self.candidates = candidates
        self.users = users
        self.fileSystems = fileSystems
    }

    /// A mount: where it is, of which kind, and of what.
    package struct Mount: Hashable, Sendable {
        package var place: String
        package var kind: String
        package var source: String

        package init(place: String, kind: String, source: String) {
            self.place = place
            self.kind = kind
            self.source = source
        }
    }

    /// A disk, and what keeps it from fitting a `match`.
    package struct Candidate: Hashable, Sendable {
        package var node: String
        /// How many properties fit.
        package var fits: Int
        package var misfits: [Misfit]

        package init(node: String, fits: Int, misfits: [Misfit]) {
            self.node = node
            self.fits = fits
            self.misfits = misfits
        }
    }

    /// A property that does not fit its glob, or is not there.
    package struct Misfit: Hashable, Sendable {
        package var property: String
        package var wanted: String
        package var found: String?

        package init(property: String, wanted: String, found: String?) {
            self.property = property
            self.wanted = wanted
            self.found = found
        }
    }

    /// Those who use a device or a file.
    package struct Users: Hashable, Sendable {
        package var path: String
        package var uses: [DeviceUse]
        /// The processes that hold a BSD lock on a device, which keeps udev away from it.
        package var lockers: [DeviceUse]

        package init(path: String, uses: [DeviceUse], lockers: [DeviceUse] = []) {
            self.path = path
            self.uses = uses
            self.lockers = lockers
        }
    }
}
