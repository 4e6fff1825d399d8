# SPDX-License-Identifier: MIT
"""The agent: how soon it has mended what others undo, and what an event and a storm of events cost it."""

import os
import re
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

from contestants import Shape, Site
from figures import Goal, Ratio, brief
from workshop import Spoilt

KERNEL, UDEV = 1, 2
# Seconds that the agent may rest after a pass, and a little more.
LONGEST_REST = 2.2


class Events:
    """What the kernel and udevd say, with the moments at which it is heard."""

    def __enter__(self):
        self.sockets = {}
        for group in (KERNEL, UDEV):
            listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 15)
            listener.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
            listener.bind((0, group))
            self.sockets[listener] = group
        return self

    def __exit__(self, *_):
        for listener in self.sockets:
            listener.close()

    def read(self, seconds):
        """Those that come within a time: (moment, group, properties)."""
        found = []
        ready, _, _ = select.select(list(self.sockets), [], [], seconds)
        for listener in ready:
            while True:
                try:
                    message = listener.recv(1 << 16)
                except BlockingIOError:
                    break
                lines = message.split(b"\0")
                pairs = (line.decode(errors="replace").partition("=") for line in lines if b"=" in line)
                found.append((time.monotonic(), self.sockets[listener], {key: value for key, _, value in pairs}))
        return sorted(found, key=lambda event: event[0])


class Agent:
    """A running agent over a site; a context manager that ends it and has its stores detached."""

    def __init__(self, binary, workshop, shape):
        self.binary, self.workshop = binary, workshop
        self.site = Site(workshop.folder, workshop.prefix, shape)

    def __enter__(self):
        self.workshop.clear()
        self.site.prepare()
        self.log = open(self.workshop.programs / "agent.log", "wb")
        self.process = subprocess.Popen(
            [self.binary, "agent", "--manifest", self.site.manifest], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 600
        while not all(os.path.exists(link) for link in self.site.links()):
            time.sleep(0.2)
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Spoilt(f"the agent has not converged: {Path(self.log.name).read_text()[-2000:]}")
        self.workshop.rest()
        self.settle()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()
        subprocess.run([self.binary, "detach", "--all", "--manifest", self.site.manifest], stdout=subprocess.DEVNULL)

    def settle(self):
        """Waits until the agent has used next to nothing for a while."""
        before = -1
        while self.cpu() - before > 2:
            before = self.cpu()
            time.sleep(0.5)

    def cpu(self):
        """Milliseconds, of all threads, as the scheduler counts them."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6

    def resident(self):
        """MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def loop(self):
        """The name of the first store's loop."""
        return os.path.basename(os.path.realpath(f"/dev/disk/by-loopwright/{self.site.names()[0]}/disk"))


def reaction(agent, undo, rounds):
    """For each round the time from the first event to the last link, and the part of it in which udevd had an event of
    that disk to work off, both in milliseconds."""
    found = []
    for _ in range(rounds):
        # A store that is mended again and again within a minute is taken for a tug of war.
        agent.process.send_signal(signal.SIGHUP)
        agent.settle()
        time.sleep(LONGEST_REST)
        before = agent.loop()
        with Events() as events:
            undo(agent)
            found.append(mended(agent, before, events, time.monotonic()))
    return found


def mended(agent, before, events, done):
    """From the deed until every link is there again and no more is said of the loop that it was and that it is."""
    store = agent.site.names()[0]
    wanted = [f"/dev/disk/by-loopwright/{store}/disk", *agent.site.links()[: agent.site.shape.partitions]]
    heard, quiet, deadline = [], time.monotonic(), time.monotonic() + 60
    while time.monotonic() - quiet < 1 or not all(map(os.path.exists, wanted)):
        if time.monotonic() > deadline:
            raise Spoilt(f"the agent has not mended '{store}'")
        loops = (before, agent.loop())
        for event in events.read(0.1):
            if belongs(event, *loops):
                heard.append(event)
                quiet = event[0]
    return span_of([event for event in heard if belongs(event, before, agent.loop())], f"/{store}/", done)


def belongs(event, *loops):
    found = re.fullmatch(r"(?:/dev/)?(loop\d+)(?:p\d+)?", event[2].get("DEVNAME", ""))
    return found is not None and found[1] in loops


def span_of(heard, store, done):
    """The times of one deed: from its first event, or from its end where it raises none, until the last link is back;
    where none had gone, until the last event."""
    if not heard:
        raise Spoilt("nothing was heard of what was done to the agent's store")
    begin, end, gone, spans = min(heard[0][0], done), None, set(), {}
    for moment, group, event in heard:
        span = spans.setdefault(event["SEQNUM"], [moment, moment])
        span[1 if group == UDEV else 0] = moment
        if group == KERNEL:
            continue
        name = event["DEVNAME"]
        if event["ACTION"] == "remove" or store not in event.get("DEVLINKS", ""):
            gone.add(name)
        elif name in gone:
            gone.discard(name)
            end = moment
    end = end or heard[-1][0]
    busy, until = 0, begin
    for first, last in sorted(spans.values()):
        last = min(last, end)
        busy += max(0, last - max(first, until))
        until = max(until, last)
    return {"span": (end - begin) * 1e3, "udevd": busy * 1e3}


def partx_delete(agent):
    subprocess.run(["partx", "--delete", "--nr", "2", f"/dev/{agent.loop()}"], check=True)


def losetup_detach(agent):
    loop = f"/dev/{agent.loop()}"
    subprocess.run(["partx", "--delete", loop], check=True)
    subprocess.run(["losetup", "--detach", loop], check=True)


def remove_link(agent):
    os.unlink(agent.site.links()[0])


def take_link_over(agent):
    link = Path(agent.site.links()[0])
    link.with_suffix(".new").symlink_to("/dev/null")
    link.with_suffix(".new").rename(link)


def close_writable(agent):
    os.close(os.open(f"/dev/{agent.loop()}", os.O_RDWR))


DEEDS = (("partx --delete of one partition", partx_delete), ("losetup --detach", losetup_detach),
         ("a link removed", remove_link), ("a link taken over", take_link_over),
         ("the disk opened for writing and closed", close_writable))
# Those that raise an event of a device by themselves, and leave something to mend.
JUDGED = DEEDS[:2]


def cost_of_event(agent, device, events, pause):
    """Milliseconds of the agent's CPU for each `change` of a device."""
    agent.settle()
    before = agent.cpu()
    for _ in range(events):
        Path(f"/sys/block/{device}/uevent").write_text("change")
        time.sleep(pause)
    agent.settle()
    return (agent.cpu() - before) / events


class Stranger:
    """A loop that is no store's."""

    def __init__(self, folder):
        self.image = folder / "stranger.img"

    def __enter__(self):
        self.image.write_bytes(b"")
        os.truncate(self.image, 1 << 20)
        found = subprocess.run(["losetup", "--find", "--show", self.image], check=True, capture_output=True, text=True)
        self.node = found.stdout.strip()
        return os.path.basename(self.node)

    def __exit__(self, *_):
        subprocess.run(["losetup", "--detach", self.node])


def measure_agent(workshop, binary, rounds, storm, many):
    """The rows of a table, the goals, and the figures for JSON."""
    figures = {"event": {}}
    for stores in (10, many):
        with Agent(binary, workshop, Shape(stores, 4)) as agent, Stranger(workshop.folder) as stranger:
            agent.settle()
            idle = agent.resident()
            costs = figures["event"][str(stores)] = {"stranger": [], "own": []}
            for _ in range(rounds):
                costs["stranger"].append(cost_of_event(agent, stranger, 50, 0.02))
                costs["own"].append(cost_of_event(agent, agent.loop(), 10, 0.3))
            if stores == 10:
                figures["reaction"] = {words: reaction(agent, undo, rounds) for words, undo in DEEDS}
            else:
                begin = agent.cpu()
                for number in range(storm):
                    Path(f"/sys/block/{stranger if number % 2 else agent.loop()}/uevent").write_text("change")
                workshop.rest()
                agent.settle()
                figures["memory"] = {"idle": idle, "storm": agent.resident(), "events": storm}
                figures["storm_cpu"] = agent.cpu() - begin
    return rows(figures, many), agent_goals(figures, many), figures


def rows(figures, many):
    table = [["", "median", "spread"]]
    for words, runs in figures["reaction"].items():
        ratio = reaction_ratio(runs)
        table.append([f"{words}: event to last link, of udevd's own time", brief(ratio.value),
                      f"{brief(ratio.low)}-{brief(ratio.high)}"])
    for whose in ("stranger", "own"):
        ratio = event_ratio(figures, whose, many)
        table.append([f"CPU of an event of {'a stranger' if whose == 'stranger' else 'a store'}: {many} stores, of 10's",
                      brief(ratio.value), f"{brief(ratio.low)}-{brief(ratio.high)}"])
    memory = figures["memory"]
    table.append([f"resident with {many} stores, idle, MiB", brief(memory["idle"]), ""])
    table.append([f"the same after {memory['events']:,} events, MiB", brief(memory["storm"]), ""])
    return ("The agent", table)


def reaction_ratio(runs):
    return Ratio.of([{"v": run["span"]} for run in runs], [{"v": run["udevd"]} for run in runs], "v")


def event_ratio(figures, whose, many):
    cost = figures["event"]
    return Ratio.of([{"v": one} for one in cost[str(many)][whose]], [{"v": one} for one in cost["10"][whose]], "v")


def agent_goals(figures, many):
    reached = []
    for whose, words in (("stranger", "a stranger"), ("own", "a store")):
        ratio = event_ratio(figures, whose, many)
        reached.append(Goal(f"agent: an event of {words}, of one with 10", f"{many}x4", ratio.value, 1.1, True, ratio))
    for words, _ in JUDGED:
        ratio = reaction_ratio(figures["reaction"][words])
        reached.append(Goal(f"agent: {words}, of udevd's time", "10x4", ratio.value, 1.2, True, ratio))
    memory = figures["memory"]
    reached.append(Goal("agent: resident memory in MiB", f"{many}x4", memory["storm"], 24, True))
    growth = memory["storm"] / memory["idle"]
    reached.append(Goal(f"agent: memory after {memory['events']:,} events, of before", f"{many}x4", growth, 1.05, True))
    return reached
