#!/usr/bin/env python3
"""Full disk, read-only directory, second daemon: a clear error, and nothing is lost."""
import resource
import shutil
import signal
import subprocess
import sys
import time

from report import Report
from two_snapshots import TwoSnapshots

NAMES_THE_DISK = ("space", "disk", "full", "File too large", "too large", "No space")
NAMES_THE_RIGHT = ("read-only", "Read-only", "permission", "Permission", "not allowed", "cannot write", "cannot create")


class Mount:
    """A small tmpfs; None when this user or container may not mount."""

    def __init__(self, folder, size):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
        self.mounted = done.returncode == 0

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.folder], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder], check=False)


def fill(folder, leave):
    """Takes all the free space but `leave` bytes."""
    free = shutil.disk_usage(folder).free
    filler = folder / "filler"
    filler.write_bytes(bytes(max(0, free - leave)))
    return filler


def mentions(outcome, words):
    said = (outcome.out + outcome.err).lower()
    return any(word.lower() in said for word in words)


def unharmed(report, workspace, name, number):
    """The referential still says snapshot `number` and checks."""
    verified = workspace.run("verify")
    report.check(verified.code == 0, f"{name}: verify is clean", verified.told() * (verified.code != 0))
    report.check(workspace.referential() == workspace.truths[number], f"{name}: nothing is lost")


def converges(report, workspace, name, number):
    outcome = workspace.run("run", "lieux")
    report.check(outcome.code == 0 and workspace.referential() == workspace.truths[number],
                 f"{name}: the next run converges", outcome.told())


def full_state_disk(report):
    name = "full disk"
    with TwoSnapshots() as workspace:
        with Mount(workspace.state, "64m") as disk:
            if not disk.mounted:
                report.skip(name, "this user may not mount a tmpfs; RLIMIT_FSIZE is used instead")
                return
            workspace.serve_snapshot(0)
            report.check(workspace.run("run", "lieux").code == 0, f"{name}: first harvest")
            workspace.serve_snapshot(1)
            for leave in (200_000, 600_000, 1_200_000):
                filler = fill(workspace.state, leave)
                outcome = workspace.run("run", "lieux")
                label = f"{name}, {leave // 1000} kB left"
                if outcome.code == 0:
                    report.note(f"{label}: enough for the run")
                    workspace.serve_snapshot(0)
                    filler.unlink()
                    workspace.run("run", "lieux")
                    workspace.serve_snapshot(1)
                    continue
                report.check(outcome.code in (74, 75) and mentions(outcome, NAMES_THE_DISK),
                             f"{label}: a clear error", outcome.told())
                filler.unlink()
                unharmed(report, workspace, label, 0)
            converges(report, workspace, name, 1)


def limited_files(report):
    """Every write beyond a size fails with EFBIG: the same paths as a full disk, without root."""
    name = "file size limit"
    with TwoSnapshots() as workspace:
        workspace.serve_snapshot(0)
        report.check(workspace.run("run", "lieux").code == 0, f"{name}: first harvest")
        workspace.serve_snapshot(1)

        def limit(size):
            def apply():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            return apply

        for size in (4_000, 60_000, 200_000):
            outcome = workspace.run("run", "lieux", preexec_fn=limit(size), restore_signals=False)
            if outcome.code == 0:
                report.note(f"{name} {size}: enough for the run")
                break
            report.check(outcome.code in (74, 75) and mentions(outcome, NAMES_THE_DISK),
                         f"{name} {size}: a clear error", outcome.told())
            unharmed(report, workspace, f"{name} {size}", 0)
        converges(report, workspace, name, 1)


def full_target_disk(report):
    name = "full target disk"
    with TwoSnapshots() as workspace:
        with Mount(workspace.public, "16m") as disk:
            if not disk.mounted:
                report.skip(name, "this user may not mount a tmpfs")
                return
            workspace.serve_snapshot(0)
            workspace.run("run", "lieux")
            report.check(workspace.run("publish").code == 0, f"{name}: first publication")
            workspace.serve_snapshot(1)
            workspace.run("run", "lieux")
            filler = fill(workspace.public, 20_000)
            outcome = workspace.run("publish")
            report.check(outcome.code in (74, 75) and mentions(outcome, NAMES_THE_DISK), f"{name}: a clear error",
                         outcome.told())
            old = workspace.published()
            report.check(len(old) == 4 and all(records in workspace.truths for records in old.values()),
                         f"{name}: the published files stay whole", ", ".join(old))
            filler.unlink()
            again = workspace.run("publish")
            new = workspace.published()
            report.check(again.code == 0 and all(records == workspace.truths[1] for records in new.values()),
                         f"{name}: publishing again succeeds", again.told())


def read_only(report):
    with TwoSnapshots() as workspace:
        with Mount(workspace.state, "64m") as state, Mount(workspace.public, "16m") as public:
            if not (state.mounted and public.mounted):
                report.skip("read-only directory", "this user may not mount a tmpfs")
                return
            workspace.serve_snapshot(0)
            workspace.run("run", "lieux")
            workspace.run("publish")
            workspace.serve_snapshot(1)
            state.remount("ro")
            outcome = workspace.run("run", "lieux")
            report.check(outcome.code in (74, 77) and mentions(outcome, NAMES_THE_RIGHT),
                         "read-only state: a clear error", outcome.told())
            outcome = workspace.run("serve", timeout=20)
            report.check(outcome.code in (74, 77) and mentions(outcome, NAMES_THE_RIGHT),
                         "read-only state: the daemon does not start", outcome.told())
            state.remount("rw")
            unharmed(report, workspace, "read-only state", 0)
            converges(report, workspace, "read-only state", 1)
            public.remount("ro")
            outcome = workspace.run("publish")
            report.check(outcome.code in (74, 75, 77) and mentions(outcome, NAMES_THE_RIGHT),
                         "read-only target: a clear error", outcome.told())
            public.remount("rw")
            again = workspace.run("publish")
            report.check(again.code == 0 and all(records == workspace.truths[1]
                                                 for records in workspace.published().values()),
                         "read-only target: publishing again succeeds", again.told())


def until(condition, seconds=15.0):
    """Waits for a condition; returns whether it came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def second_daemon(report):
    name = "second daemon"
    with TwoSnapshots(500) as workspace:
        workspace.serve_snapshot(0)
        log = open(workspace.root / "serve.log", "w")
        first = subprocess.Popen(workspace.command("serve"), stdout=log, stderr=log)
        try:
            ready = until(lambda: workspace.run("status").code in (0, 1) and first.poll() is None)
            harvested = until(lambda: (workspace.public / "lieus.csv").exists())
            report.check(ready and harvested, f"{name}: the first harvests and publishes",
                         (workspace.root / "serve.log").read_text()[-300:] * (not harvested))
            second = workspace.run("serve", timeout=20)
            report.check(second.code == 75 and str(first.pid) in second.err,
                         f"{name}: 75, and the message names the first one", second.told())
            report.check(first.poll() is None, f"{name}: the first goes on")
            workspace.serve_snapshot(1)
            run = workspace.harvest("lieux")
            report.check(run["exit"] == 0 and run["records"].get("created") == 25,
                         f"{name}: run goes through the daemon", str(run)[:300])
        finally:
            started = time.monotonic()
            first.send_signal(signal.SIGTERM)
            try:
                code = first.wait(timeout=15)
            except subprocess.TimeoutExpired:
                first.kill()
                code = "killed after 15 s"
        report.check(code == 0 and time.monotonic() - started < 10, f"{name}: SIGTERM ends the first cleanly", f"{code}")
        unharmed(report, workspace, name, 1)


def check(report):
    full_state_disk(report)
    limited_files(report)
    full_target_disk(report)
    read_only(report)
    second_daemon(report)


if __name__ == "__main__":
    REPORT = Report()
    check(REPORT)
    sys.exit(REPORT.summary())
