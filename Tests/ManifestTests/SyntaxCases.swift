// SPDX-License-Identifier: MIT

extension DiagnosticCase {
    /// Text that is no tree, or has what a manifest has no use for.
    static let syntax: [DiagnosticCase] = [
        DiagnosticCase(
            "empty file", "",
            "1:1: the manifest is empty; begin it with 'version: 1'"),
        DiagnosticCase(
            "comments alone",
            """
            # nothing

            """,
            "1:1: the manifest is empty; begin it with 'version: 1'"),
        DiagnosticCase(
            "a document of nothing",
            """
            ---

            """,
            "1:1: the manifest is empty; begin it with 'version: 1'"),
        DiagnosticCase(
            "tab as indentation",
            """
            version: 1
            stores:
            	s:
            		file: /s

            """,
            "3:1: a tab cannot indent YAML; indent with spaces"),
        DiagnosticCase(
            "flow mapping without an end",
            """
            version: 1
            stores: {s: {file: /s}

            """,
            "3:1: did not find expected ',' or '}' while parsing a flow mapping that begins in line 2; check the indentation, quotes and brackets up to here"
        ),
        DiagnosticCase(
            "quote without an end",
            """
            version: 1
            stores:
              s:
                file: "/s

            """,
            "5:1: found unexpected end of stream while scanning a quoted scalar that begins in line 4; check the indentation, quotes and brackets up to here"
        ),
        DiagnosticCase(
            "wrong indentation",
            """
            version: 1
            stores:
              s:
                file: /s
               size: 1G

            """,
            "5:4: did not find expected key while parsing a block mapping that begins in line 3; check the indentation, quotes and brackets up to here"
        ),
        DiagnosticCase(
            "second document",
            """
            version: 1
            ---
            version: 1

            """,
            "2:1: a second document begins here; put it into a file of its own"),
        DiagnosticCase(
            "alias and anchor",
            """
            version: 1
            stores:
              a: &a
                file: /a
              b: *a

            """,
            "3:6: stores.a: the anchor '&a' has no meaning here; remove it",
            "5:6: stores.b: the alias '*a' has no meaning here; write the value out"),
        DiagnosticCase(
            "alias as a value",
            """
            version: 1
            stores:
              a:
                file: *f
                size: 1G

            """,
            "4:11: stores.a.file: the alias '*f' has no meaning here; write the value out"),
        DiagnosticCase(
            "tag",
            """
            version: !!int 1
            stores: !<x> {}

            """,
            "1:10: version: the tag 'tag:yaml.org,2002:int' has no meaning here; remove it, and quote what is meant as text",
            "2:9: stores: the tag 'x' has no meaning here; remove it, and quote what is meant as text"),
        DiagnosticCase(
            "duplicate key",
            """
            version: 1
            stores:
              s:
                file: /s
                size: 1G
                file: /t

            """,
            "6:5: stores.s.file: the key 'file' is written a second time; keep this one or that of line 4"),
        DiagnosticCase(
            "duplicate store",
            """
            version: 1
            stores:
              s: {file: /s}
              s: {file: /t}

            """,
            "4:3: stores.s: the key 's' is written a second time; keep this one or that of line 3"),
        DiagnosticCase(
            "list as a key",
            """
            version: 1
            [a, b]: c

            """,
            "2:1: a list cannot be a key; write a name as the key"),
        DiagnosticCase(
            "directive",
            """
            %TAG ! tag:example.com,2000:
            ---
            version: 1

            """,
            "1:1: a YAML directive has no meaning in a manifest; remove the line"),
        DiagnosticCase(
            "control character",
            """
            version: 1
            stores: {} # \u{7}

            """,
            "2:14: the character U+0007 may not stand in YAML; remove it, or write it as an escape in double quotes"),
        DiagnosticCase(
            "byte order mark in the middle",
            """
            version: 1
            \u{FEFF}stores: {}

            """,
            "2:1: the character U+FEFF may not stand in YAML; remove it, or write it as an escape in double quotes"),
        DiagnosticCase(
            "nested too deep", "version: 1\nstores: " + String(repeating: "[", count: 40),
            "2:40: the text is nested deeper than 32 levels; write it flatter"),
        DiagnosticCase(
            "a list at the top",
            """
            - version: 1

            """,
            "1:1: a list stands where the description of a manifest is expected; write its keys as a mapping"),
        DiagnosticCase(
            "a scalar at the top",
            """
            version

            """,
            "1:1: 'version' stands where the description of a manifest is expected; write its keys as a mapping"),
        DiagnosticCase(
            "columns count characters",
            """
            version: 1
            stores: {"äöü😀": {file: /s}, ß: {file: s}}

            """,
            "2:10: stores.'äöü😀': 'äöü😀' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "2:30: stores.'ß': 'ß' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "2:40: stores.'ß'.file: 's' is not an absolute path; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
    ]
}
