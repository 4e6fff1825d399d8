# SPDX-License-Identifier: MIT
"""The machine that the figures were made on."""

import os
import platform
import subprocess
from pathlib import Path


def words_of(*command):
    found = subprocess.run(command, capture_output=True, text=True)
    return found.stdout.splitlines()[0].strip() if found.stdout else "unknown"


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith(("model name", "Model")):
            return line.partition(":")[2].strip()
    return platform.machine()


def describe(folder):
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / (1 << 20)
    release = dict(line.partition("=")[::2] for line in Path("/etc/os-release").read_text().splitlines())
    return {
        "processor": processor(),
        "processors": os.cpu_count(),
        "memory": f"{memory:.0f} GiB",
        "kernel": platform.release(),
        "system": release.get("PRETTY_NAME", "").strip('"'),
        "udev": words_of("udevadm", "--version"),
        "file system of the images": words_of("findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(folder)),
        "file system of the records": words_of("findmnt", "--noheadings", "--output", "FSTYPE", "--target", "/run/loopwright"),
        "file system of udev's database": words_of("findmnt", "--noheadings", "--output", "FSTYPE", "--target", "/run/udev"),
        "load before the run": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }
