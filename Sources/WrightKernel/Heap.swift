// SPDX-License-Identifier: MIT

import CLinux

/// The memory of a process that runs for months, and now and then needs much of it for a moment.
package enum Heap {
    /// Has all threads allocate from one heap.
    ///
    /// By itself glibc gives each thread its own, and what one of them frees is of no use to the others: see M_ARENA_MAX in
    /// man 3 mallopt.
    package static func share() { clinux_share_heap() }

    /// Gives the kernel the pages back that nothing lies in: glibc does so with the end of the heap alone.
    ///
    /// It is malloc_trim(3), which takes about a millisecond for each ten megabytes.
    package static func trim() { clinux_trim_heap() }
}
