"""What the public API gives: requests for one record, bulk files, lateness during a harvest, and a walk over all
records while a tenth of them changes. wrk (Debian package) makes the load; it shares the cores with the daemon."""
import http.client
import json
import re
import shutil
import socket
import subprocess
import threading

from bench_daemon import Daemon


class PublicDaemon(Daemon):
    """`moisson serve` with a public listener that knows no limit."""

    def __init__(self, workspace):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.public = probe.getsockname()[1]
        text = workspace.config.read_text()
        workspace.config.write_text(f"[public]\nenabled = true\nlisten = '127.0.0.1:{self.public}'\n"
                                    "requests_per_second = 0\n" + text)
        super().__init__(workspace)

    def ask(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.public, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {text[:200]}")
        return json.loads(text)

    def load(self, path, seconds, connections):
        """What wrk measured: requests per second, megabytes per second, p99 in milliseconds, and the processor
        time that the daemon spent on each request, in microseconds."""
        before = self.cpu()
        process = subprocess.run(["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency",
                                  f"http://127.0.0.1:{self.public}{path}"], capture_output=True, text=True)
        used = self.cpu() - before
        text = process.stdout

        def number(pattern, units):
            found = re.search(pattern + r"\s+([\d.]+)(\w+)?", text)
            return float(found[1]) * units.get(found[2], 1) if found else 0.0

        requests = number(r"Requests/sec:", {})
        done = int((re.search(r"(\d+) requests in", text) or [0, "0"])[1])
        wrong = re.search(r"Non-2xx.*: (\d+)", text)
        return {"requests": 0.0 if wrong else requests,
                "megabytes": number(r"Transfer/sec:", {"KB": 1e-3, "MB": 1.0, "GB": 1e3}),
                "p99": number(r"99%", {"us": 1e-3, "ms": 1.0, "s": 1e3}),
                "cpu": 1e6 * used / max(1, done)}


def walk(daemon, between):
    """All ids of the list in the order of its pages; `between` is called after each page."""
    ids, path = [], "/api/v1/structures?limit=1000"
    while path:
        page = daemon.ask(path)
        ids += [record["id"] for record in page["data"]]
        path = page["next"]
        between(len(ids))
    return ids


def walk_under_change(results, workspace, daemon, current, second):
    """The second snapshot is applied while a consumer is half way."""
    wanted = [record["id"] for record in map(json.loads, workspace.run(
        "export", "structure", "--format", "ndjson").out.splitlines())]
    changed = []

    def change(seen):
        if seen >= len(wanted) // 2 and not changed:
            current.unlink()
            current.symlink_to(second)
            changed.append(workspace.harvest("orgs")["records"])

    ids = walk(daemon, change)
    results.exact("API walk while records change: lost", len(set(wanted) - set(ids)), 0)
    results.exact("API walk while records change: twice", len(ids) - len(set(ids)), 0)
    results.exact("API walk while records change: others", len(set(ids) - set(wanted)), 0)
    results.add("API walk: records", len(ids), None, "", str(changed[:1]))


def api(results, workspace, first, second):
    current = workspace.root / "current.csv"
    current.symlink_to(first)
    workspace.structures(current)
    workspace.run("run", "orgs", timeout=1800)
    workspace.run("publish", timeout=1800)
    with PublicDaemon(workspace) as daemon:
        if not daemon.until(lambda: daemon.get("/readyz")[0] == 200, 60):
            return results.exact("API: ready", daemon.log.read_text()[-300:], "ready")
        if shutil.which("wrk") is None:
            results.skip("API load", "wrk is not installed: apt install wrk")
        else:
            load(results, workspace, daemon)
        walk_under_change(results, workspace, daemon, current, second)
    return None


def load(results, workspace, daemon):
    one = "/api/v1/structures/" + daemon.ask("/api/v1/structures?limit=1")["data"][0]["id"]
    quiet = daemon.load(one, 5, 16)
    results.add("API, one record: time between answers", 1e6 / max(1, quiet["requests"]), 200, "µs",
                f"{quiet['requests']:.0f} requests/s, {quiet['cpu']:.0f} µs of the daemon's processor each")
    results.add("API, one record: p99", quiet["p99"], None, "ms", "wrk on the same cores")
    bulk = daemon.load("/structures.csv", 5, 4)
    results.add("API, bulk file: time of a gigabyte", 1000 / max(1, bulk["megabytes"]), 5, "s",
                f"{bulk['megabytes']:.0f} MB/s")
    harvest = threading.Thread(target=lambda: workspace.harvest("orgs", "--full"))
    harvest.start()
    busy = daemon.load(one, 5, 2)
    harvest.join()
    results.add("API, one record during a harvest: p99", busy["p99"], 20, "ms", f"{busy['requests']:.0f} requests/s")
