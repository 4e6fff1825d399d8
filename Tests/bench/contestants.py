# SPDX-License-Identifier: MIT
"""Who is measured: each with the commands that make, check and take down the same stores."""

from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Shape:
    """So many stores of so many partitions of 1 MiB each."""

    stores: int
    partitions: int

    @staticmethod
    def parse(text):
        stores, partitions = (int(word) for word in text.split("x"))
        return Shape(stores, partitions)

    @property
    def image_bytes(self):
        return (self.partitions + 2) * MIB

    def __str__(self):
        return f"{self.stores}x{self.partitions}"


class Site:
    """A folder with all that the contestants need to know of a shape; nobody is timed while it is made."""

    def __init__(self, folder, prefix, shape):
        self.folder, self.prefix, self.shape = folder, prefix, shape

    @property
    def manifest(self):
        return self.folder / "stores.yaml"

    def names(self):
        return [f"{self.prefix}-{store}" for store in range(1, self.shape.stores + 1)]

    def links(self):
        return [f"/dev/disk/by-loopwright/{name}/p{number}"
                for name in self.names() for number in range(1, self.shape.partitions + 1)]

    def prepare(self):
        numbers = range(1, self.shape.partitions + 1)
        entries = 256 if self.shape.partitions > 128 else 128
        partitions = "".join(f"      - {{name: p{number}, size: 1MiB}}\n" for number in numbers)
        self.manifest.write_text("version: 1\nstores:\n" + "".join(
            f"  {name}:\n    file: {self.folder}/{name}.img\n    size: {self.shape.image_bytes}\n"
            f"    partitions:\n{partitions}" for name in self.names()))
        (self.folder / "layout.sfdisk").write_text(
            f"label: gpt\ntable-length: {entries}\n" + "".join(f"size=1MiB, name=p{number}\n" for number in numbers))
        (self.folder / "layout.sgdisk").write_text(
            f"--resize-table={entries} "
            + " ".join(f"--new={number}:0:+1M --change-name={number}:p{number}" for number in numbers) + "\n")
        definitions = self.folder / "layout.repart"
        definitions.mkdir(exist_ok=True)
        for old in definitions.iterdir():
            old.unlink()
        for number in numbers:
            (definitions / f"{number:03}.conf").write_text(
                f"[Partition]\nType=linux-generic\nLabel=p{number}\nSizeMinBytes=1M\nSizeMaxBytes=1M\n")


class Floor:
    """floor.c: the necessary system calls and no others."""

    name = "floor"
    link = "/by-loopwright/"
    environment = {"RECORDS": "1"}
    most_stores, most_partitions = 1000, 255

    def __init__(self, program):
        self.program = program

    def command(self, verb, site):
        return [str(self.program), verb, str(site.folder), site.prefix, str(site.shape.stores), str(site.shape.partitions)]


class Loopwright:
    """The product: apply, plan, detach."""

    name = "loopwright"
    link = "/by-loopwright/"
    environment = {}
    most_stores, most_partitions = 1000, 255

    def __init__(self, binary):
        self.binary = binary

    def command(self, verb, site):
        words = {"make": ["apply"], "check": ["plan"], "detach": ["detach", "--all"]}[verb]
        return [str(self.binary), *words, "--manifest", str(site.manifest)]


class Peer:
    """The shell script that people write, run once over all stores or twice at the same time over a half each.

    It has no names of its own that would never change, so that its links are right when udev's by-partuuid are.
    """

    link = "/by-partuuid/"
    environment = {}

    def __init__(self, tool, at_a_time):
        self.tool, self.at_a_time = tool, at_a_time
        self.name = tool if at_a_time == 1 else f"{tool}-P{at_a_time}"
        # systemd-repart gives a table no more than 128 entries; sgdisk sleeps a second for each image that it changes.
        self.most_partitions = 128 if tool == "repart" else 255
        self.most_stores = 10 if tool == "sgdisk" else 1000

    def command(self, verb, site):
        script = [str(HERE / "peers"), self.tool, verb, str(site.folder), site.prefix]
        size = str(site.shape.image_bytes)
        if self.at_a_time == 1:
            return [*script, "1", str(site.shape.stores), size]
        half = site.shape.stores // 2
        ranges = f"1 {half} {size}\\n{half + 1} {site.shape.stores} {size}\\n"
        return ["sh", "-c", f"printf '{ranges}' | xargs -P2 -L1 \"$@\"", "sh", *script]


def all_contestants(floor, binary):
    peers = [Peer(tool, at_a_time) for tool in ("sfdisk", "sgdisk", "repart") for at_a_time in (1, 2)]
    return [Floor(floor), Loopwright(binary), *peers]


def takes(contestant, shape):
    """Whether a contestant can do a shape at all, and is another than with one store at a time."""
    if shape.stores == 1 and getattr(contestant, "at_a_time", 1) > 1:
        return False
    return shape.stores <= contestant.most_stores and shape.partitions <= contestant.most_partitions
