// SPDX-License-Identifier: MIT

extension PathRefusal {
    /// What would permit to open the path.
    package var remedy: String {
        switch self {
        case .absent(let component): "make '\(component)'"
        case .untrusted(_, _, let remedy): "run `\(remedy)`, or say --trust-paths if nobody else matters here"
        case .unsuitable: "name a regular file or a block device"
        case .failure: "see with `namei --long PATH` and `dmesg` what stands in the way, then try again"
        }
    }
}
