"""What the daemon costs: idle with many feeds, and the lateness of its event loop during a big harvest."""
import http.client
import os
import re
import signal
import socket
import subprocess
import time

from workspace import table

TICKS = os.sysconf("SC_CLK_TCK")


def write_feeds(workspace, count):
    """Feeds of two structures each."""
    for number in range(count):
        file = workspace.root / f"structures-{number}.csv"
        file.write_text("Identifiant;Nom;Maj;Ville;CP;Mail\n"
                        f"{number}-1;Accueil {number};2026-01-15;Lyon;69003;a{number}@exemple.fr\n"
                        f"{number}-2;Relais {number};2026-01-15;Lyon;69003;b{number}@exemple.fr\n")
        workspace.write_feed(f"producteur-{number:04d}", {"type": "csv", "url": f"file:{file}", "complete": True},
                             {"structure": {"id": "Identifiant", "nom": "Nom", "date_maj": "Maj", "commune": "Ville",
                                            "code_postal": "CP", "courriel": "Mail"}}, schedule={"every": "7d"})


class Daemon:
    """`moisson serve` on a free port, stopped by SIGTERM at the end of the block."""

    def __init__(self, workspace):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        text = workspace.config.read_text()
        workspace.config.write_text(re.sub(r'"listen" = "[^"]*"', f'"listen" = "127.0.0.1:{self.port}"', text))
        self.log = workspace.root / "serve.log"
        self.out = open(self.log, "w")
        self.process = subprocess.Popen(workspace.command("serve"), stdout=self.out, stderr=self.out)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.out.close()

    def get(self, path):
        """(status, text, seconds); status 0 when nobody answers."""
        started = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, text, time.monotonic() - started
        except OSError:
            return 0, "", time.monotonic() - started

    def metric(self, name):
        """Sum of the samples of a metric; None when it is not there."""
        values = re.findall(rf"^{name}(?:{{[^}}]*}})? ([-+.0-9eE]+)", self.get("/metrics")[1], re.M)
        return sum(map(float, values)) if values else None

    def until(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if condition():
                return True
            time.sleep(0.1)
        return False

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def idle(results, workspace, feeds):
    """After every feed was harvested once: memory and processor of a daemon with nothing to do."""
    write_feeds(workspace, feeds)
    started = time.monotonic()
    first = workspace.run("run", "--all", "--json", timeout=1800)
    results.add(f"{feeds} feeds harvested in one process", time.monotonic() - started, None, "s", f"exit {first.code}")
    with Daemon(workspace) as daemon:
        if not daemon.until(lambda: daemon.get("/readyz")[0] == 200, 60):
            return results.exact("idle daemon: ready", daemon.log.read_text()[-300:], "ready")
        time.sleep(15)  # publishing and housekeeping after the start
        before = daemon.cpu()
        time.sleep(10)
        used = daemon.cpu() - before
        results.add(f"idle daemon with {feeds} feeds: memory", daemon.resident(), 40, "MB")
        results.add(f"idle daemon with {feeds} feeds: processor", 10 * used, 1.0, "%", "over 10 s")
    return None


def lag(results, workspace, feed, rows):
    """Lateness of the event loop, and of the health answer, while the daemon harvests a big feed."""
    workspace.config.write_text(workspace.config.read_text() + table("log", {"level": "info"}))
    with Daemon(workspace) as daemon:
        daemon.until(lambda: daemon.get("/livez")[0] == 200, 30)
        health, late, polls = 0.0, 0.0, 0
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline and daemon.process.poll() is None:
            status, _, seconds = daemon.get("/livez")
            health = max(health, seconds if status == 200 else 99)
            late = max(late, daemon.metric("moisson_scheduler_lag_seconds") or 0)
            polls += 1
            if polls % 5 == 0 and (daemon.metric("moisson_feed_records") or 0) >= rows:
                break
            time.sleep(0.05)
        harvested = daemon.metric("moisson_feed_records")
        results.exact("daemon harvests the big feed: records", harvested, float(rows))
        if daemon.metric("moisson_scheduler_lag_seconds") is None:
            return results.exact("event loop lateness", f"no metric for {feed}", "moisson_scheduler_lag_seconds")
        results.add("event loop lateness during the harvest", 1000 * late, 50, "ms", f"{polls} looks")
        results.add("slowest /livez during the harvest", 1000 * health, None, "ms")
    return None
