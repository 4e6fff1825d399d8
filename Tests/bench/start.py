# SPDX-License-Identifier: MIT
"""What it costs to start the program at all, and how large it is."""

import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from figures import Goal, Ratio, brief


def forget_files():
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3")


def stripped_bytes(binary):
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["strip", "-o", stripped.name, binary], check=True)
        return os.path.getsize(stripped.name)


def measure_start(workshop, binary, rounds):
    """The rows of a table, the goals, and the figures for JSON; beside a program that does nothing."""
    figures = {"cold": [], "cold true": [], "warm": [], "warm true": []}
    for _ in range(rounds):
        for words, command in (("", [binary, "--version"]), (" true", ["/bin/true"])):
            forget_files()
            figures["cold" + words].append(workshop.gauge(command))
            figures["warm" + words].append(workshop.gauge(command))
    size = stripped_bytes(binary)
    table = [["", "median", "spread"]]
    for state, key in (("cold", "wall"), ("warm", "wall"), ("warm", "cpu")):
        ratio = Ratio.of(figures[state], figures[f"{state} true"], key)
        if ratio:
            table.append([f"`loopwright --version`, {state}: {key}, of /bin/true's", brief(ratio.value),
                          f"{brief(ratio.low)}-{brief(ratio.high)}"])
    table.append(["`loopwright --version`, warm: CPU, ms", brief(median(one["cpu"] for one in figures["warm"])), ""])
    table.append(["binary, stripped, MB", brief(size / 1e6), ""])
    figures["binary"] = size
    return ("Start", table), [Goal("binary: stripped, MB", "-", size / 1e6, 16, True)], figures
