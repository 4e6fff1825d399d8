// SPDX-License-Identifier: MIT

extension DiagnosticCase {
    /// Stores that do not go together, in one file or in several.
    static let namespace: [DiagnosticCase] = [
        DiagnosticCase(
            files: "a store in two files",
            [
                (
                    "a.yaml",
                    """
                    version: 1
                    stores:
                      s: {file: /a}

                    """
                ),
                (
                    "b.yaml",
                    """
                    version: 1
                    stores:
                      s: {file: /b}

                    """
                ),
            ],
            "b.yaml:3:3: stores.s: the store 's' is declared in a.yaml:3:3 already; give one of them another name"),
        DiagnosticCase(
            files: "prune contradicted",
            [
                (
                    "a.yaml",
                    """
                    version: 1
                    prune: false

                    """
                ), ("b.yaml", "version: 1\n"),
                (
                    "c.yaml",
                    """
                    version: 1
                    prune: true

                    """
                ),
            ],
            "c.yaml:2:8: prune: 'true' contradicts 'false' in a.yaml:2:8; keep one of them, for it is said of all files"
        ),
        DiagnosticCase(
            files: "metrics in two files, and in the place of an image",
            [
                ("a.yaml", "version: 1\nmetrics-file: /srv/a.prom\n"),
                ("b.yaml", "version: 1\nmetrics-file: /srv/b.img\nstores: {b: {file: /srv/b.img}}\n"),
            ],
            "b.yaml:2:15: metrics-file: '/srv/b.img' contradicts '/srv/a.prom' in a.yaml:2:15; keep one of them, for it "
                + "is said of all files",
            "b.yaml:2:15: metrics-file: the store 'b' stands on this file; write another path"),
        DiagnosticCase(
            files: "errors of all files in order",
            [
                (
                    "b.yaml",
                    """
                    version: 1
                    stores:
                      b: {file: b, size: x}

                    """
                ),
                (
                    "a.yaml",
                    """
                    stores:
                      a: {sise: 1}

                    """
                ),
                (
                    "c.yaml",
                    """
                    version: 1
                    stores: [

                    """
                ),
            ],
            "b.yaml:3:13: stores.b.file: 'b' is not an absolute path; write an absolute path without '.', '..', '//' or a slash at the end",
            "b.yaml:3:22: stores.b.size: 'x' is not a size; write a number with a unit such as 512MiB",
            "a.yaml:1:1: version: the key is missing; add 'version: 1'",
            "a.yaml:2:3: stores.a: the store has no backing; write exactly one of file, device and match",
            "a.yaml:2:7: stores.a.sise: unknown key 'sise'; did you mean 'size'?",
            "c.yaml:3:1: did not find expected node content while parsing a flow node; check the indentation, quotes and brackets up to here"
        ),
        DiagnosticCase(
            files: "the same file twice",
            [
                (
                    "a.yaml",
                    """
                    version: 1
                    stores:
                      a: {file: /a}

                    """
                ),
                (
                    "b.yaml",
                    """
                    version: 1
                    stores:
                      b: {file: /a}

                    """
                ),
            ],
            "b.yaml:3:13: stores.b.file: the store 'a' stands on this already (a.yaml:3:13); write another, or give both slices that lie apart by offset and length"
        ),
        DiagnosticCase(
            "slices that overlap",
            """
            version: 1
            stores:
              c: {device: /dev/sda, offset: 3MiB}
              b: {device: /dev/sda, offset: 1MiB, length: 2MiB}
              a: {device: /dev/sda, length: 1536KiB}

            """,
            "5:15: stores.a.device: the store 'b' stands on this already (a.yaml:4:15); write another, or give both slices that lie apart by offset and length"
        ),
        DiagnosticCase(
            "the same disk twice",
            """
            version: 1
            stores:
              a: {match: {ID_BUS: usb, ID_SERIAL: x}}
              b: {match: {ID_SERIAL: x, ID_BUS: usb}}

            """,
            "4:14: stores.b.match: the store 'a' stands on this already (a.yaml:3:14); write another, or give both slices that lie apart by offset and length"
        ),
        DiagnosticCase(
            files: "a link claimed twice",
            [
                (
                    "a.yaml",
                    """
                    version: 1
                    stores:
                      a: {file: /a, links: [by-role/x]}

                    """
                ),
                (
                    "b.yaml",
                    """
                    version: 1
                    stores:
                      b:
                        file: /b
                        partitions: [{name: p, links: [by-role/x]}]

                    """
                ),
            ],
            "b.yaml:5:36: stores.b.partitions[0].links[0]: 'by-role/x' is claimed in a.yaml:3:25 already; write another link"
        ),
        DiagnosticCase(
            "a link below a link",
            """
            version: 1
            stores:
              a: {file: /a, links: [by-role/x]}
              b: {file: /b, links: [by-role/x/y/z]}

            """,
            "4:25: stores.b.links[0]: a folder of 'by-role/x/y/z' is a link in a.yaml:3:25; write another link"),
        DiagnosticCase(
            "a link above a link",
            """
            version: 1
            stores:
              a: {file: /a, links: [by-role/x/y/z]}
              b: {file: /b, links: [by-role/x]}

            """,
            "4:25: stores.b.links[0]: 'by-role/x/y/z' in a.yaml:3:25 makes a folder of this link; write another link"),
        DiagnosticCase(
            "a link listed twice",
            """
            version: 1
            stores:
              a: {file: /a, links: [by-role/x, by-role/x]}

            """,
            "3:36: stores.a.links[1]: 'by-role/x' is listed twice; remove one"),
        DiagnosticCase(
            "a partition that the foundation does not declare",
            """
            version: 1
            stores:
              outer: {file: /o, partitions: [{name: inner}]}
              a: {device: /dev/disk/by-loopwright/outer/iner}
              b: {device: /dev/disk/by-loopwright/outer/other}

            """,
            "4:15: stores.a.device: the store 'outer' declares no partition 'iner'; did you mean 'inner'?",
            "5:15: stores.b.device: the store 'outer' declares no partition 'other'; write a partition that it declares, partN by number, or 'disk'"
        ),
        DiagnosticCase(
            "a store on itself",
            """
            version: 1
            stores:
              a: {device: /dev/disk/by-loopwright/a/disk}

            """,
            "3:15: stores.a.device: the store stands on itself: 'a' on 'a'; let one of them stand on a file or on a real disk"
        ),
        DiagnosticCase(
            "a cycle",
            """
            version: 1
            stores:
              d: {device: /dev/disk/by-loopwright/a/disk}
              a: {device: /dev/disk/by-loopwright/b/disk}
              b: {device: /dev/disk/by-loopwright/c/part1}
              c: {device: /dev/disk/by-loopwright/a/part1}

            """,
            "4:15: stores.a.device: the store stands on itself: 'a' on 'b' on 'c' on 'a'; let one of them stand on a file or on a real disk"
        ),
    ]
}
