# SPDX-License-Identifier: MIT
"""What many runs say together: medians, their ratios, the spread of both, and the goals that they are held to."""

from dataclasses import dataclass
from statistics import median, quantiles


def values(runs, key):
    """The rounds' values; None where one of them could not be measured."""
    found = [run[key] for run in runs]
    return None if not found or None in found else found


def summary(runs, key):
    found = values(runs, key)
    if found is None:
        return None
    low, _, high = quantiles(found, n=4, method="inclusive") if len(found) > 1 else found * 3
    return {"median": median(found), "low": low, "high": high, "rounds": found}


@dataclass(frozen=True)
class Ratio:
    """A ratio of medians, with the least and the greatest that a single round gives."""

    value: float
    low: float
    high: float

    @staticmethod
    def of(runs, others, key):
        ours, theirs = values(runs, key), values(others, key)
        if not ours or not theirs or not median(theirs) or not all(theirs):
            return None
        each = [our / their for our, their in zip(ours, theirs)]
        return Ratio(median(ours) / median(theirs), min(each), max(each))

    def __str__(self):
        return f"{brief(self.value)} ({brief(self.low)}-{brief(self.high)})"


def brief(number):
    """A number with about three figures, as a table needs it."""
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:.0f}"


class Results:
    """The runs of all contestants: `runs[shape][contestant][verb]`, a dictionary of figures for each round."""

    TOOLS = ("sfdisk", "sgdisk", "repart")

    def __init__(self):
        self.runs = {}

    def shapes(self):
        return list(self.runs)

    def of(self, shape, name, verb):
        return self.runs.get(shape, {}).get(name, {}).get(verb, [])

    def best(self, shape, tool, verb, key):
        """A tool's runs, one or two stores at a time: whichever is better at this."""
        counts = [self.of(shape, name, verb) for name in (tool, f"{tool}-P2")]
        known = [runs for runs in counts if values(runs, key)]
        return min(known, key=lambda runs: median(values(runs, key)), default=[])

    def best_peer(self, shape, verb, key):
        known = [runs for runs in (self.best(shape, tool, verb, key) for tool in self.TOOLS) if runs]
        return min(known, key=lambda runs: median(values(runs, key)), default=[])

    def column(self, shape, name, verb, key):
        return self.best(shape, name, verb, key) if name in self.TOOLS else self.of(shape, name, verb)


@dataclass(frozen=True)
class Goal:
    """What is to be reached, and what was: `value` beside `limit`, an upper one or a lower one."""

    words: str
    shape: str
    value: float
    limit: float
    is_upper: bool
    ratio: Ratio | None = None

    @property
    def is_reached(self):
        return self.value <= self.limit if self.is_upper else self.value >= self.limit


LARGE = ("64x16", "256x8", "1000x4")


def goals(results):
    """The goals that the contest decides, as far as their contestants took part."""
    reached = []

    def hold(words, shape, ratio, limit, is_upper=True):
        if ratio:
            reached.append(Goal(words, shape, ratio.value, limit, is_upper, ratio))

    for shape in results.shapes():
        ours = {verb: results.of(shape, "loopwright", verb) for verb in ("make", "check")}
        floor = {verb: results.of(shape, "floor", verb) for verb in ("make", "check")}
        best_link = results.best_peer(shape, "make", "links")
        is_large = shape in LARGE
        if is_large or shape == "1x4":
            limit = 1.3 if is_large else 2
            hold("apply: own work, of the floor's", shape, Ratio.of(ours["make"], floor["make"], "work"), limit)
        if is_large:
            for tool in ("sfdisk", "repart"):
                peer = Ratio.of(results.best(shape, tool, "make", "work"), ours["make"], "work")
                hold(f"{tool}'s own work, of apply's", shape, peer, 6, False)
            hold("plan: own work, of the floor's check", shape, Ratio.of(ours["check"], floor["check"], "work"), 2)
            asking = Ratio.of(results.best(shape, "sfdisk", "check", "work"), ours["check"], "work")
            hold("asking the tools, of plan's own work", shape, asking, 25, False)
        limit = 1.3 if is_large else 1
        hold("the best peer's last link, of apply's", shape, Ratio.of(best_link, ours["make"], "links"), limit, False)
        gentlest = results.best_peer(shape, "make", "udevd")
        hold("apply: udevd's CPU, of the gentlest peer's", shape, Ratio.of(ours["make"], gentlest, "udevd"), 1)
        if shape == "1000x4" and values(ours["check"], "rss"):
            resident = median(values(ours["check"], "rss")) / 1024
            reached.append(Goal("plan: peak memory in MiB", shape, resident, 20, True))
    for verb, words in (("make", "apply"), ("check", "plan")):
        growth = growth_beside_floor(results, verb)
        if growth:
            reached.append(Goal(f"{words}: growth of a store's cost, of the floor's", "10-1000", growth, 1.1, True))
    return reached


def growth_beside_floor(results, verb):
    """How much dearer a store is among 1000 than among 10, beside how much dearer it is for the floor."""
    costs = {}
    for name in ("loopwright", "floor"):
        for shape in ("10x4", "1000x4"):
            found = values(results.of(shape, name, verb), "work")
            if not found:
                return None
            costs[name, shape] = median(found)
    return (costs["loopwright", "1000x4"] / costs["loopwright", "10x4"]) / (
        costs["floor", "1000x4"] / costs["floor", "10x4"])
