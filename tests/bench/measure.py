"""Running a program once and knowing its time and peak memory; the table of ratios."""
import json
import os
import subprocess
import time


class Cost:
    """One run of one program."""

    def __init__(self, seconds, megabytes, code, out, err):
        self.seconds, self.megabytes, self.code, self.out, self.err = seconds, megabytes, code, out, err


def run(command, stdin=None):
    """Wall-clock seconds and peak resident megabytes of one program (its own, children included)."""
    with open(os.devnull if stdin is None else stdin, "rb") as given, \
            open("/dev/shm/moisson-bench.out", "w+b") as out, open("/dev/shm/moisson-bench.err", "w+b") as err:
        started = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), stdin=given, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Cost(seconds, usage.ru_maxrss / 1024, process.returncode, out.read().decode(errors="replace"),
                    err.read().decode(errors="replace"))


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


class Table:
    """Rows of (what, seen, limit); `limit` None = for information."""

    def __init__(self):
        self.rows = []

    def add(self, name, seen, limit=None, unit="", detail=""):
        ok = limit is None or seen <= limit
        self.rows.append({"name": name, "value": round(seen, 4), "limit": limit, "unit": unit, "ok": ok, "detail": detail})
        bound = "" if limit is None else f"≤ {limit:g}"
        verdict = "" if limit is None else ("ok" if ok else "TOO MUCH")
        print(f"{name:<58} {seen:>10.3f} {unit:<4} {bound:<8} {verdict:<9} {detail}", flush=True)
        return ok

    def exact(self, name, seen, expected):
        ok = seen == expected
        self.rows.append({"name": name, "value": seen, "limit": expected, "unit": "", "ok": ok, "detail": ""})
        detail = f"{seen}" if ok else f"{seen}, expected {expected}"
        print(f"{name:<58} {'exact' if ok else 'WRONG':>10} {detail[:300]}", flush=True)
        return ok

    def skip(self, name, why):
        self.rows.append({"name": name, "skipped": why})
        print(f"{name:<58} {'skipped':>10} {why}", flush=True)

    def write(self, file, **context):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({**context, "rows": self.rows}, ensure_ascii=False, indent=1) + "\n")

    def failed(self):
        return [row["name"] for row in self.rows if row.get("ok") is False]
