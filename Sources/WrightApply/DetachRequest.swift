// SPDX-License-Identifier: MIT

package import WrightModel

/// What is to be taken down.
package enum DetachRequest {
    /// These stores, whether or not the manifest has them.
    case named([StoreName])
    /// Every store of the manifest, where `all` is set; and loops with loopwright's mark that belong to no store of the
    /// manifest, or whose backing file is deleted or replaced, where `orphans` is.
    case every(all: Bool, orphans: Bool)
    /// Stores that have left the manifest, as far as this very manifest asked for them: taken down where it says
    /// `prune`, else told of.
    ///
    /// Those in `besides` are left for later.
    case left(besides: Set<StoreName> = [])
}
