"""One record of the referential changes: when do its readers see it? From the order to harvest until the CSV file is
verified, in a directory and on the double of the national platform, with the daemon's peak memory on the way."""
import contextlib
import hashlib
import json
import re
import sqlite3
import subprocess
import time
import urllib.request

from bench_daemon import Daemon
from workspace import PROJECT, binary

DOUBLE = binary().parent / "tests/platform_double"


class Platform:
    """The double as a process of its own; ends with the block."""

    def __enter__(self):
        self.process = subprocess.Popen([DOUBLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.process.stdout.readline())
        self.url, self.key, self.organization = said["url"], said["key"], said["organization"]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def file(self, name):
        """SHA-256 of the file as everybody fetches it, and how many resources have its name."""
        with urllib.request.urlopen(self.url + "/api/1/datasets/?page_size=100") as answer:
            sets = json.load(answer)["data"]
        urls = [one["url"] for one_set in sets for one in one_set["resources"] if one["url"].endswith("/" + name)]
        digest = hashlib.sha256()
        with urllib.request.urlopen(urls[0]) as answer:
            while piece := answer.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest(), len(urls)


def change_one(source, into):
    """The same file with another name in a row of its middle."""
    with open(source, encoding="utf-8", newline="") as lines, open(into, "w", encoding="utf-8", newline="") as out:
        for number, line in enumerate(lines):
            if number == 5000:
                cells = line.split(",")
                cells[2] = "Nom tout neuf"
                line = ",".join(cells)
            out.write(line)


def configure(workspace, targets):
    text = workspace.config.read_text().partition("[http.client]")[0].partition("[[target]]")[0]
    workspace.config.write_text(text + "[http.client]\nallow_private = [\"127.0.0.0/8\"]\n"
                                "requests_per_second_per_host = 1000\n" + targets)


def directory(workspace):
    return (f"[[target]]\nname = \"dossier\"\ntype = \"directory\"\npath = \"{workspace.public}\"\n"
            "kinds = [\"structure\"]\nformats = [\"csv\"]\n")


def udata(workspace, platform):
    secrets = workspace.root / "secrets.d"
    secrets.mkdir(exist_ok=True)
    secret = secrets / "datagouv"
    if not secret.exists():
        secret.write_text(platform.key)
        secret.chmod(0o600)
    return (f"[[target]]\nname = \"plateforme\"\ntype = \"udata\"\nurl = \"{platform.url}\"\n"
            f"api_key = \"{{secret:datagouv}}\"\norganization = \"{platform.organization}\"\n"
            "kinds = [\"structure\"]\nformats = [\"csv\"]\nquiet_time = \"1s\"\nfrequency = \"daily\"\n")


def verified_revision(workspace, target):
    """Of the CSV file, as the outbox says it the moment it was read back."""
    with contextlib.closing(sqlite3.connect(f"file:{workspace.state}/moisson.db?mode=ro", uri=True)) as store:
        return store.execute("SELECT published_seq FROM outbox WHERE target = ? AND resource = 'structures.csv'",
                             (target,)).fetchone()[0]


def one_change(results, workspace, organisations, name, targets, last_target, check):
    """The daemon has published the first snapshot; the second differs in one record."""
    changed = workspace.root / "changed.csv"
    if not changed.exists():
        change_one(organisations.v1, changed)
    current = workspace.root / "current.csv"
    configure(workspace, targets)
    workspace.run("run", "orgs", timeout=3600)
    first = workspace.run("publish", timeout=3600)
    if first.code != 0:
        return results.exact(f"{name}: first publication", first.told(), "done")
    other = changed if current.resolve() == organisations.v1.resolve() else organisations.v1
    with Daemon(workspace) as daemon:
        daemon.until(lambda: daemon.get("/readyz")[0] == 200, 60)
        time.sleep(2)  # its own start is over
        with open(f"/proc/{daemon.process.pid}/clear_refs", "w") as refs:
            refs.write("5")  # the peak begins now
        before = verified_revision(workspace, last_target)
        current.unlink()
        current.symlink_to(other)
        started = time.monotonic()
        row = workspace.harvest("orgs")
        harvested = time.monotonic() - started
        daemon.until(lambda: verified_revision(workspace, last_target) > before, 300)
        seconds = time.monotonic() - started
        peak = int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{daemon.process.pid}/status").read())[1]) / 1024
    results.exact(f"{name}: records updated", row["records"].get("updated"), 1)
    results.add(f"{name}: from the order to the verified CSV", seconds, 10, "s", f"harvested and linked in {harvested:.1f} s")
    results.add(f"{name}: peak memory of the daemon", peak, 128, "MB")
    results.exact(f"{name}: what readers fetch", check(), True)
    return None


def publish(results, workspace, organisations):
    if not DOUBLE.exists():
        return results.skip("one change, published", "platform_double is not built: run ./dev bench")
    (workspace.root / "current.csv").symlink_to(organisations.v1)
    workspace.structures(workspace.root / "current.csv")

    def neuf(file):  # line by line: programs that are measured later begin with the peak of this one
        with open(file, encoding="utf-8") as lines:
            found = any("Nom tout neuf" in line for line in lines)
        return found == ((workspace.root / "current.csv").resolve().name == "changed.csv")

    one_change(results, workspace, organisations, "one change, directory", directory(workspace), "dossier",
               lambda: neuf(workspace.public / "structures.csv"))
    with Platform() as platform:
        made = workspace.state / "udata/plateforme/structures.csv"

        def there():
            digest, count = platform.file("structures.csv")
            with open(made, "rb") as file:
                return count == 1 and neuf(made) and digest == hashlib.file_digest(file, "sha256").hexdigest()

        one_change(results, workspace, organisations, "one change, platform", udata(workspace, platform), "plateforme",
                   there)
        one_change(results, workspace, organisations, "one change, both",
                   directory(workspace) + udata(workspace, platform), "plateforme", there)
    return None
