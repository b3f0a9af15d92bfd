#!/usr/bin/env python3
"""kill -9 at random instants and at named points: the store is before or after, never between, and so is each file.

usage: kill.py [--kills N] [--rows N] [--seed N] [--points-only]
"""
import argparse
import os
import random
import re
import signal
import subprocess
import sys
import time

from report import Report
from two_producers import KIND, TwoProducers, address
from two_snapshots import TwoSnapshots
from workspace import PROJECT, describe

STEPS = (("run", "lieux", "--json"), ("publish", "--json"))  # one round: harvest, then publish


class Killer:
    """Rounds over one workspace. The truth is known before and after each; anything else is a failure."""

    def __init__(self, report, workspace, seed):
        self.report, self.workspace = report, workspace
        self.chance = random.Random(seed)
        self.served = 0       # which snapshot the producer publishes
        self.durations = {}   # step -> seconds, uninterrupted
        self.wrong = []
        self.killed = {step[0]: 0 for step in STEPS}
        self.ended = 0        # the step was over before the kill
        self.after_apply = 0  # the killed run had already committed

    def expect(self, ok, what):
        if not ok:
            self.wrong.append(what)
            print(f"     {what}", flush=True)

    def establish(self):
        """The first snapshot, harvested and published without a kill."""
        self.workspace.serve_snapshot(0)
        for step in STEPS:
            outcome = self.workspace.run(*step)
            if outcome.code != 0:
                self.report.check(False, "kill: a first undisturbed round", f"{step[0]}: {outcome.told()}")
                return False
        self.durations = dict.fromkeys((step[0] for step in STEPS), 0.0)
        for _ in range(2):
            self.turn()
            for step in STEPS:
                started = time.monotonic()
                self.workspace.run(*step)
                self.durations[step[0]] = max(self.durations[step[0]], time.monotonic() - started)
        return True

    def turn(self):
        self.served = 1 - self.served
        self.workspace.serve_snapshot(self.served)

    def round_with_kill(self, at, label):
        """Kills the step `at` somewhere; the steps before it are left alone."""
        self.turn()
        for step in STEPS:
            if step[0] != at:
                self.workspace.run(*step)
                continue
            delay = self.chance.uniform(0, 1.1 * self.durations[at])
            process = subprocess.Popen(self.workspace.command(*step), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                self.killed[at] += 1
            else:
                self.ended += 1
            break
        self.look(f"{label} ({at} killed after {delay * 1000:.0f} ms)")

    def round_with_crash(self, point):
        """The program ends itself at a named point; returns whether any step came there."""
        arrange = {"unchanged": self.same_again, "fail": self.serve_page, "hold": self.serve_half,
                   "staged": self.serve_half, "approve": self.hold_half}.get(point.split(".")[0], self.turn)
        steps = arrange() or STEPS
        reached = False
        for step in steps:
            outcome = self.workspace.run(*step, env={"MOISSON_CRASH_AT": point})
            reached = outcome.code < 0
            if reached:
                break
        allowed = [self.workspace.half] if arrange == self.hold_half else []
        self.workspace.serve_snapshot(self.served)
        self.look(f"crash at {point}", allowed)
        return reached

    # What the producer does so that the program comes to a point; returns the steps when they are not the usual ones.

    def same_again(self):
        return (("run", "lieux", "--full"),)

    def serve_page(self):
        self.workspace.current.write_text("<!DOCTYPE html><html><body>Maintenance</body></html>")

    def serve_half(self):
        self.workspace.serve_half(self.served)

    def hold_half(self):
        self.serve_half()
        self.workspace.run("run", "lieux")
        return (("approve", "lieux", "--reason", "on purpose"),)

    def look(self, label, allowed=()):
        """What a person finds after the crash, then a re-run."""
        before, after = self.workspace.truths[1 - self.served], self.workspace.truths[self.served]
        self.directory_is_whole(label, (before, after))
        verified = self.workspace.run("verify")
        self.expect(verified.code == 0, f"{label}: verify {verified.told()}")
        store = self.workspace.referential()
        self.expect(store in (before, after, *allowed), f"{label}: the referential is neither before nor after")
        self.after_apply += store == after
        run = self.workspace.harvest("lieux")
        self.expect(run["exit"] == 0, f"{label}: re-run {describe(run)} {run['said'][-200:]}")
        self.expect(self.workspace.referential() == after, f"{label}: a re-run does not converge")
        published = self.workspace.run("publish")
        self.expect(published.code == 0, f"{label}: publish again {published.told()}")
        self.directory_is_whole(label, (after,))

    def directory_is_whole(self, label, allowed):
        try:
            for name, records in self.workspace.published().items():
                self.expect(records in allowed, f"{label}: {name} has {len(records)} records, neither before nor after")
        except (ValueError, KeyError, UnicodeDecodeError) as error:
            self.expect(False, f"{label}: a half file: {error!r}")


def crash_points():
    """The names given to crash_point() in the sources."""
    names = set()
    for folder in ("core", "connectors", "daemon"):
        for file in (PROJECT / folder).rglob("*.cpp"):
            names |= set(re.findall(r'crash_point\("(?!udata\.)([a-z.-]+)"', file.read_text(errors="replace")))  # those: daemon/publish_platform_test.cpp
    return sorted(names)


def at_points_of_linking(report, points):
    """Two producers of the same organisations: a pass of the linker, or an opposition, ends at each point."""
    with TwoProducers() as workspace:
        state, number = 0, 0
        workspace.serve(state)
        first = workspace.run("run", "--all")
        report.check(first.code == 0 and workspace.things() == workspace.truth(state), "kill: what is one thing is found",
                     first.told() if first.code else f"{len(workspace.things() ^ workspace.truth(state))} differ")
        for point in points:
            if point.startswith("forget."):
                number += 1
                step = ("forget", address(workspace.size - number), "--reason", "on purpose")
            else:
                state = 1 - state
                workspace.serve(state)
                step = ("run", "--all")
            reached = workspace.run(*step, env={"MOISSON_CRASH_AT": point}).code < 0
            report.check(reached, f"kill: {point} is reached")
            wrong = after_crash(workspace, step, state, number)
            report.check(not wrong, f"kill: at {point} nothing is lost", "; ".join(wrong))


def after_crash(workspace, step, state, forgotten):
    """What is wrong: in the store as it was left, and after the same command again."""
    wrong = []
    verified = workspace.run("verify")
    if verified.code != 0:
        wrong.append("verify " + verified.told())
    again = workspace.run(*step)
    if again.code != 0:
        wrong.append("again: " + again.told())
    if workspace.things() != workspace.truth(state):
        wrong.append(f"{len(workspace.things() ^ workspace.truth(state))} things differ")
    told = workspace.run("export", KIND, "--format", "ndjson").out
    wrong += [address(workspace.size - number) + " came back" for number in range(1, forgotten + 1)
              if address(workspace.size - number) in told]
    return wrong


def at_random(report, workspace, kills, seed):
    killer = Killer(report, workspace, seed)
    if not killer.establish():
        return
    for number in range(1, kills + 1):
        killer.round_with_kill(killer.chance.choices(("run", "publish"), (2, 1))[0], f"kill {number}")
        if len(killer.wrong) > 20:
            break
    report.check(not killer.wrong, f"kill: {kills} random instants",
                 f"{killer.killed} killed, {killer.ended} had ended, {killer.after_apply} found after the commit; "
                 f"{len(killer.wrong)} wrong" + "".join(f"\n     {text}" for text in killer.wrong[:5]))
    report.check(killer.killed["run"] + killer.killed["publish"] >= kills / 2, "kill: most kills hit a running program",
                 f"{sum(killer.killed.values())} of {kills}")


def at_named_points(report, workspace, seed):
    points = crash_points()
    report.check(len(points) >= 5, "kill: named points exist", ", ".join(points))
    linking = [point for point in points if point.startswith(("link.", "forget."))]
    points = [point for point in points if point not in linking]
    at_points_of_linking(report, linking)
    killer = Killer(report, workspace, seed)
    if "migrate.before-commit" in points:  # a store that does not exist yet
        points.remove("migrate.before-commit")
        workspace.serve_snapshot(0)
        outcome = workspace.run("run", "lieux", env={"MOISSON_CRASH_AT": "migrate.before-commit"})
        report.check(outcome.code < 0, "kill: migrate.before-commit is reached", outcome.told())
    if not points or not killer.establish():
        return
    for point in points:
        already = len(killer.wrong)
        reached = killer.round_with_crash(point)
        report.check(reached, f"kill: {point} is reached")
        report.check(len(killer.wrong) == already, f"kill: at {point} nothing is lost")


def check(report, kills=int(os.environ.get("MOISSON_KILLS", "300")), rows=5000, seed=7, points_only=False):
    with TwoSnapshots(rows) as workspace:
        at_named_points(report, workspace, seed)
    if not points_only:
        with TwoSnapshots(rows) as workspace:
            at_random(report, workspace, kills, seed)


def main():
    parser = argparse.ArgumentParser(description="kill -9 at random instants and at named points")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--points-only", action="store_true")
    options = parser.parse_args()
    report = Report()
    check(report, options.kills, options.rows, options.seed, options.points_only)
    return report.summary()


if __name__ == "__main__":
    sys.exit(main())
