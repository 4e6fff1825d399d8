# SPDX-License-Identifier: MIT
"""Cost against the number of stores as an SVG, both scales logarithmic."""

from math import ceil, floor, log10
from statistics import median

from figures import values

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 460, 70, 170, 20, 50
# Words, contestant, verb, colour, dashes.
SERIES = (
    ("floor", "floor", "make", "#777777", ""),
    ("loopwright apply", "loopwright", "make", "#c0392b", ""),
    ("sfdisk script", "sfdisk", "make", "#2471a3", ""),
    ("sgdisk script", "sgdisk", "make", "#239b56", ""),
    ("repart script", "repart", "make", "#b7950b", ""),
    ("floor's check", "floor", "check", "#777777", "5 4"),
    ("loopwright plan", "loopwright", "check", "#c0392b", "5 4"),
    ("asking the tools", "sfdisk", "check", "#2471a3", "5 4"),
)


def points(results, name, verb):
    found = []
    for shape in results.shapes():
        stores, partitions = (int(word) for word in shape.split("x"))
        cost = values(results.column(shape, name, verb, "work"), "work") if partitions == 4 else None
        if cost:
            found.append((stores, median(cost)))
    return sorted(found)


def svg(results):
    series = [(*rest, points(results, name, verb)) for (words, name, verb, *look) in SERIES for rest in [(words, *look)]]
    series = [each for each in series if each[-1]]
    if not series:
        return None
    xs = [x for *_, line in series for x, _ in line]
    ys = [y for *_, line in series for _, y in line]
    x_decades = range(floor(log10(min(xs))), max(ceil(log10(max(xs))), floor(log10(min(xs))) + 1) + 1)
    y_decades = range(floor(log10(min(ys))), ceil(log10(max(ys))) + 1)

    def place(x, y):
        across = (log10(x) - x_decades[0]) / (x_decades[-1] - x_decades[0])
        up = (log10(y) - y_decades[0]) / max(y_decades[-1] - y_decades[0], 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
             'font-size="12">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for decade in x_decades:
        x, y = place(10**decade, 10 ** y_decades[0])
        parts.append(f'<path d="M{x:.1f} {TOP}V{y:.1f}" stroke="#e5e5e5"/>'
                     f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{10**decade}</text>')
    for decade in y_decades:
        x, y = place(10 ** x_decades[0], 10**decade)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e5e5"/>'
                     f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:g}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">stores</text>'
                 f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">'
                 'own work, ms</text>')
    labels = []
    for words, colour, dashes, line in series:
        places = [place(*point) for point in line]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        labels.append([places[-1][1], words, colour])
    # Labels beside the ends of their lines, moved apart where they would meet.
    lowest = TOP
    for y, words, colour in sorted(labels):
        lowest = max(y, lowest)
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{lowest + 4:.1f}" fill="{colour}">{words}</text>')
        lowest += 15
    return "\n".join([*parts, "</svg>", ""])
