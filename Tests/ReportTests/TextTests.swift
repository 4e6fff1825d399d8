// SPDX-License-Identifier: MIT

import Testing

@testable import WrightReport

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("disk", 4), ("größe", 5), ("gro\u{308}ße", 5), ("写真", 4), ("한글", 4), ("\u{1112}\u{1161}\u{11ab}", 2),
        ("ｆｕｌｌ", 8), ("🎵", 2), ("👨‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("→", 1), ("░", 1), ("\u{301}", 0),
    ])
    func columns(_ text: String, _ width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test(arguments: [
        ("music", 5, "music"), ("music", 4, "mus…"), ("写真帳", 5, "写真…"), ("写真帳", 4, "写…"), ("music", 1, "…"),
        ("music", 0, ""),
    ])
    func cutting(_ text: String, _ width: Int, _ result: String) {
        #expect(DisplayWidth.cut(text, to: width, "…") == result)
    }
}

@Suite struct StyledTextTests {
    private let page = Page(width: 20, glyphs: .unicode, palette: .ansi)

    @Test func neighboursOfOneInkShareItsColour() {
        let text =
            page.text("a", .good) + StyledText.spaces(1) + page.text("b", .good) + page.text("", .bad)
            + page.text("c ", .bad)
        #expect(text.rendered(.ansi) == "\u{1b}[32ma b\u{1b}[0m\u{1b}[1;31mc\u{1b}[0m")
        #expect(text.rendered(.none) == "a bc")
    }

    @Test func sentencesAreBrokenAtBlanksAndPathsAreNot() {
        let lines = page.wrapped(page.text("the image /var/lib/a/very/long/path.img is absent"), indent: 2)
        #expect(lines.map { $0.rendered(.none) } == ["the image", "  /var/lib/a/very/long/path.img", "  is absent"])
    }

    @Test func partsThatDoNotFitStartALine() {
        let link = (page.text("-> ") + page.text("/dev/disk/by-role/root")).unbroken
        let lines = page.flowed(
            [page.text("1 esp"), page.text("256 MiB"), page.text("a much longer part of it"), link], indent: 4)
        #expect(
            lines.map { $0.rendered(.none) } == [
                "1 esp  256 MiB", "    a much longer", "      part of it", "    -> /dev/disk/by-role/root",
            ])
    }
}
