# SPDX-License-Identifier: MIT
"""What it costs to start the program at all, and how large it is."""

import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from contestants import Loopwright, Shape, Site
from figures import Goal, Ratio, brief


# The kernel's record of switches and stacks costs as much as a short program.
UNTRACED = ("--traces", "no")
# Warm runs in a round.
WARM = 5


def forget_files():
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3")


def stripped_bytes(binary):
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["strip", "-o", stripped.name, binary], check=True)
        return os.path.getsize(stripped.name)


def measure_start(workshop, binary, rounds):
    """The rows of a table, the goals, and the figures for JSON; beside a program that does nothing."""
    site = Site(workshop.folder, workshop.prefix, Shape(1, 4))
    site.prepare()
    product = Loopwright(binary)
    commands = {"`loopwright --version`": [binary, "--version"], "`plan` of one store": product.command("check", site),
                "/bin/true": ["/bin/true"]}
    runs = {words: {"cold": [], "warm": []} for words in commands}
    workshop.clear()
    workshop.measure(product, "make", site)
    for _ in range(rounds):
        for words, command in commands.items():
            forget_files()
            runs[words]["cold"].append(workshop.gauge(command, UNTRACED))
            for _ in range(WARM):
                runs[words]["warm"].append(workshop.gauge(command, UNTRACED))
    workshop.measure(product, "detach", site)
    size = stripped_bytes(binary)
    planning = median(one["cpu"] for one in runs["`plan` of one store"]["warm"])
    goals = [Goal("`plan` of one store, warm: CPU in ms", "1x4", planning, 10, True),
             Goal("binary: stripped, MB", "-", size / 1e6, 16, True)]
    return ("Start", rows(runs, size)), goals, {**runs, "binary": size}


def rows(runs, size):
    table = [["", "median", "spread"]]
    nothing = runs["/bin/true"]
    for words, found in runs.items():
        if found is nothing:
            continue
        for state, key in (("cold", "wall"), ("warm", "wall"), ("warm", "cpu")):
            ratio = Ratio.of(found[state], nothing[state], key)
            if ratio:
                table.append([f"{words}, {state}: {key}, of /bin/true's", brief(ratio.value),
                              f"{brief(ratio.low)}-{brief(ratio.high)}"])
        cpu = [one["cpu"] for one in found["warm"]]
        table.append([f"{words}, warm: CPU, ms", brief(median(cpu)), f"{brief(min(cpu))}-{brief(max(cpu))}"])
    return [*table, ["binary, stripped, MB", brief(size / 1e6), ""]]
