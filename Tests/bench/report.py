# SPDX-License-Identifier: MIT
"""The results for people: tables of at most 100 columns, and the page in docs."""

from statistics import median

from figures import Ratio, brief, values

# Title, verb, measure, and whose medians the others' are divided by.
SECTIONS = (
    ("First convergence: the command's own work, as multiples of the floor's", "make", "work", "floor"),
    ("First convergence: until the command ends, as multiples of loopwright's", "make", "wall", "loopwright"),
    ("First convergence: until the last link is right, as multiples of loopwright's", "make", "links", "loopwright"),
    ("First convergence: the CPU that udevd uses, as multiples of loopwright's", "make", "udevd", "loopwright"),
    ("Nothing to do: the command's own work, as multiples of the floor's", "check", "work", "floor"),
    ("Teardown: the command's own work, as multiples of the floor's", "detach", "work", "floor"),
    ("Teardown: until the command ends, as multiples of loopwright's", "detach", "wall", "loopwright"),
)
COLUMNS = ("floor", "loopwright", "sfdisk", "sgdisk", "repart")


def tables(results):
    """Titles with rows of cells, the first row the heads."""
    made = []
    for title, verb, key, base in SECTIONS:
        # All peers are asked alike whether there is anything to do.
        columns = [name for name in COLUMNS if verb != "check" or name not in ("sgdisk", "repart")]
        rows = [["", *columns]]
        for shape in results.shapes():
            own = results.of(shape, base, verb)
            ratios = [Ratio.of(results.column(shape, name, verb, key), own, key) for name in columns]
            rows.append([shape, *("1" if name == base and ratio else str(ratio) if ratio else "-"
                                  for name, ratio in zip(columns, ratios))])
        made.append((title, rows))
    rows = [["", *COLUMNS]]
    for shape in results.shapes():
        found = [values(results.of(shape, name, "make"), "rss") for name in COLUMNS]
        rows.append([shape, *(brief(median(each) / 1024) if each else "-" for each in found)])
    made.append(("Peak memory of the first convergence, MiB", rows))
    return made


def goal_rows(goals):
    rows = [["goal", "at", "reached", "limit", ""]]
    for goal in goals:
        rows.append([goal.words, goal.shape, str(goal.ratio) if goal.ratio else brief(goal.value),
                     f"{'at most' if goal.is_upper else 'at least'} {goal.limit:g}", "yes" if goal.is_reached else "NO"])
    return rows


def plain(title, rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([title, *("  " + line for line in lines), ""])


def markdown(title, rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join([f"## {title}", "", *lines, ""])


METHOD = """\
`make bench` makes the same stores by turns: with `loopwright`, with a C program that issues the necessary system calls
and no others (the floor), and with the programs that people use, one after the other in a shell, one or two stores at
a time, whichever is better. Each round runs all of them once, on loop devices that were not there before. A figure is a
ratio of medians, with the least and the greatest ratio of a round behind it; absolute times say more of the machine.

- **Own work** is the CPU of the command and of all that it starts, and the time in which none of them runs and one is
  blocked inside a system call until the kernel has done its part: flushes above all. Waiting for events, for children
  and for a processor is not in it, nor is waiting for a lock of the kernel that somebody else holds, which is udevd
  with the disk open. The kernel's own record of the scheduler's switches tells them apart.
- **The last link is right** when udevd has said of every partition that its link is made: the one in
  `/dev/disk/by-loopwright` for loopwright and the floor, the one in `/dev/disk/by-partuuid` for the others, which have
  no name that would never change.
- **udevd's CPU** is that of the daemon and its workers until nothing is left in its queue.
- **Nothing to do** is `loopwright plan`; for the floor sysfs and both headers of every GPT; for people
  `losetup --list`, `lsblk`, and `sfdisk --json` of each disk.
"""


def page(results, goals, others, machine, has_curve):
    """docs/benchmarks.md."""
    facts = [["", ""], *([key, str(value)] for key, value in machine.items())]
    parts = ["# Benchmarks", "", METHOD, markdown("The machine", facts), markdown("What was to be reached", goal_rows(goals))]
    parts += [markdown(title, rows) for title, rows in tables(results)]
    parts += [markdown(title, rows) for title, rows in others]
    if has_curve:
        parts += ["## Cost against the number of stores", "",
                  "Own work for stores of four partitions each, in milliseconds; both scales are logarithmic.", "",
                  "![own work against the number of stores](benchmarks.svg)", ""]
    return "\n".join(parts)
