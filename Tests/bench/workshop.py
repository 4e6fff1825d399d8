# SPDX-License-Identifier: MIT
"""The machine while it is measured: programs built, loops given back, udevd come to rest, and nothing left behind."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOOP_CTL_REMOVE = 0x4C81


class Spoilt(Exception):
    """A run that did not come to what it was to come to, because of others on the machine perhaps."""


class Workshop:
    """A folder of images, the compiled programs, and the loops that were there before. A context manager."""

    def __enter__(self):
        # Whatever ends the run, what it made is taken down.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        self.folder = Path(tempfile.mkdtemp(prefix="loopwright-bench.", dir="/var/tmp"))
        self.prefix = "bench-" + self.folder.name.rpartition(".")[2].replace("_", "-").strip("-")
        self.loops_before = set(self.loops())
        self.programs = Path(tempfile.mkdtemp(prefix="loopwright-bench."))
        for name in ("floor", "gauge"):
            subprocess.run(["cc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", self.programs / name,
                            HERE / f"{name}.c"], check=True)
        return self

    def __exit__(self, *_):
        self.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.programs, ignore_errors=True)

    # Measuring

    def measure(self, contestant, verb, site):
        """What gauge tells of one run, in milliseconds; with `work`, which is what the command itself cost."""
        count = site.shape.stores * site.shape.partitions if verb == "make" else 0
        options = ["--images", f"{site.folder}/", "--links", contestant.link, "--count", str(count)]
        words = self.programs / "words"
        with open(words, "wb") as said:
            figures = self.gauge(contestant.command(verb, site), options, said, contestant.environment)
        if figures["status"] != 0 or figures["right"] != count:
            raise Spoilt(f"{contestant.name} {verb} {site.shape}: {figures}\n{words.read_text()[-2000:]}")
        figures["work"] = None if figures["blocked"] is None else figures["cpu"] + figures["blocked"]
        return figures

    def gauge(self, command, options=(), said=subprocess.DEVNULL, environment=None):
        """What gauge tells of a command; it is let come to its end, for it takes down what it set up in tracefs."""
        output = self.programs / "gauge.json"
        process = subprocess.Popen(
            [self.programs / "gauge", *options, "--output", output, "--", *command],
            env={**os.environ, **(environment or {})}, stdout=said, stderr=said)
        try:
            status = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if status != 0:
            raise Spoilt(f"gauge ended with {status}")
        return json.loads(output.read_text())

    # Loops

    @staticmethod
    def loops():
        return [int(name[4:]) for name in os.listdir("/sys/block") if name.startswith("loop")]

    def own_loops(self):
        own = []
        for number in self.loops():
            try:
                backing = Path(f"/sys/block/loop{number}/loop/backing_file").read_text()
            except OSError:
                continue
            if backing.startswith(f"{self.folder}/"):
                own.append(number)
        return own

    def clear(self):
        """Makes the machine as it was: nothing attached, no image, no loop device that was not there before."""
        for number in self.own_loops():
            subprocess.run(["partx", "--delete", f"/dev/loop{number}"], stderr=subprocess.DEVNULL)
            subprocess.run(["losetup", "--detach", f"/dev/loop{number}"])
        for image in self.folder.glob("*.img"):
            image.unlink()
        self.rest()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(self.remove_loop, sorted(set(self.loops()) - self.loops_before, reverse=True)))
        self.rest()
        self.forget_links()
        os.sync()

    @staticmethod
    def remove_loop(number):
        # Removing waits for every processor, so that it is done by many at once; others' loops are busy and stay.
        for _ in range(50):
            try:
                control = os.open("/dev/loop-control", os.O_RDWR | os.O_CLOEXEC)
                try:
                    fcntl.ioctl(control, LOOP_CTL_REMOVE, number)
                finally:
                    os.close(control)
                return
            except OSError:
                if Path(f"/sys/block/loop{number}/loop").exists():
                    return
                time.sleep(0.02)

    def forget_links(self):
        """Removes the records of our stores, which whoever was killed has left."""
        records = Path("/run/loopwright/links")
        for record in records.iterdir() if records.is_dir() else []:
            try:
                if record.read_text().startswith(f"LW_STORE={self.prefix}-"):
                    record.unlink()
            except OSError:
                pass

    @staticmethod
    def rest():
        """Waits until udevd has had nothing to do for a while, but not for ever, for others may keep it at work."""
        quiet, deadline = 0, time.monotonic() + 30
        while quiet < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
            quiet = 0 if os.path.exists("/run/udev/queue") else quiet + 1
