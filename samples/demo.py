"""Tells a short story with the real daemon and the real commands: three sample producers are harvested, change, break and
lose records; what moisson says is compared with what the producers know they did. Exit 0 when both agree."""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
CSV, API, XML = "exemple-structures-ain", "exemple-services-api", "exemple-formations-xml"
TOKEN = "sample-token-of-the-demo"
BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else ("", "")


def title(text):
    print(f"\n{BOLD}== {text}{PLAIN}", flush=True)


def say(text):
    print(text, flush=True)


def free_port(wanted):
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise SystemExit("no free port on 127.0.0.1")


class Demo:
    def __init__(self, moisson, root):
        self.moisson, self.root = moisson, root
        self.children, self.problems = [], []
        self.status = f"127.0.0.1:{free_port(8642)}"

    # The parts of an installation, in one directory.

    def start_producers(self):
        child = subprocess.Popen([sys.executable, HERE / "producers.py", "--port", "0", "--token", TOKEN],
                                 stdout=subprocess.PIPE, text=True)
        self.children.append(child)
        line = child.stdout.readline()
        if not line.startswith("listening on "):
            raise SystemExit("the sample producers did not start")
        self.producers = line.split()[-1]
        truth = subprocess.run([sys.executable, HERE / "producers.py", "--truth"], capture_output=True, check=True)
        self.truth = json.loads(truth.stdout)["phases"]

    def write_configuration(self):
        (self.root / "feeds.d").mkdir()
        for feed in sorted((HERE / "feeds.d").glob("*.toml")):
            text = feed.read_text().replace("127.0.0.1:PORT", self.producers)
            (self.root / "feeds.d" / feed.name).write_text(text)
        (self.root / "secrets.d").mkdir(mode=0o700)
        secret = os.open(self.root / "secrets.d" / "demo", os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(secret, TOKEN.encode())
        os.close(secret)
        (self.root / "moisson.toml").write_text(f"""[store]
state_dir = "state"
[feeds]
dir = "feeds.d"
[http.client]
allow_private = ["127.0.0.0/8"]          # feeds may not reach private networks unless you say so
[status]
listen = "{self.status}"
[[target]]
name     = "public"
type     = "directory"
path     = "public"
kinds    = ["structure", "service"]
base_url = "https://donnees.example.fr/moisson/"
""")

    def start_daemon(self):
        self.log = open(self.root / "daemon.log", "wb")
        command = [self.moisson, "serve", "--config", self.root / "moisson.toml"]
        self.daemon = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        self.children.append(self.daemon)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.daemon.poll() is None:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"http://{self.status}/readyz", timeout=2):
                    return
            time.sleep(0.05)
        raise SystemExit("the daemon did not get ready:\n" + (self.root / "daemon.log").read_text(errors="replace"))

    def stop(self):
        for child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
        for child in reversed(self.children):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=10)
            if child.poll() is None:
                child.kill()

    # Commands, as a person would type them.

    def run(self, *arguments, show=False, again_on_75=False):
        if show:
            say(f"{BOLD}$ moisson {' '.join(arguments)}{PLAIN}")
        for _ in range(50):
            done = subprocess.run([self.moisson, *arguments, "--config", self.root / "moisson.toml"],
                                  capture_output=True, text=True)
            if not (again_on_75 and done.returncode == 75):
                break
            time.sleep(0.1)  # the daemon is at it already
        if show:
            print(done.stdout + done.stderr, end="", flush=True)
        return done

    def lines(self, *arguments, **options):
        done = self.run(*arguments, "--json", **options)
        return [json.loads(line) for line in done.stdout.splitlines()], done

    def phase(self, number):
        with urllib.request.urlopen(urllib.request.Request(f"http://{self.producers}/_phase/{number}", method="POST")):
            pass

    # Comparing with the truth.

    def expect(self, what, seen, wanted):
        if seen == wanted:
            return
        self.problems.append(f"{what}: moisson says {seen}, the producer did {wanted}")

    def changes_of(self, feed):
        found = {}
        for line in self.lines("diff", feed)[0]:
            found.setdefault(line["kind"], {}).setdefault(line["change"], []).append(line["id"])
        return found

    def runs(self, feed):
        return self.lines("history", feed, "--limit", "20")[0]

    def last_run(self, feed):
        return next(iter(self.runs(feed)), {})

    def last_applied_run(self, feed):
        """What `diff` shows too: the daemon may have found an unchanged feed since."""
        return next((run for run in self.runs(feed) if run["result"] in ("success", "partial")), {})

    def check_changes(self, phase, feed):
        wanted = self.truth[phase][feed]
        found, run = self.changes_of(feed), self.last_applied_run(feed)
        counts = run.get("records", {})
        for kind, changes in wanted["changes"].items():
            for change in ("created", "updated", "withdrawn"):
                self.expect(f"phase {phase}, {feed}, {kind} {change}", sorted(found.get(kind, {}).get(change, [])), changes[change])
        touched = sum(len(changes["touched"]) for changes in wanted["changes"].values())
        self.expect(f"phase {phase}, {feed}, date only", counts.get("touched"), touched)
        self.expect(f"phase {phase}, {feed}, rejected", counts.get("rejected"), wanted["rejected"])
        words = [f"{sum(len(c[change]) for c in wanted['changes'].values())} {word}" for change, word in
                 (("created", "new"), ("updated", "edited"), ("touched", "with a new date only"), ("withdrawn", "withdrawn"))]
        say(f"  {feed}: {', '.join(words)}"
            + (f", {wanted['rejected']} refused" if wanted["rejected"] else ""))

    def published(self):
        return {file.name: file.read_bytes() for file in sorted((self.root / "public").iterdir())}

    def wait_published(self, kinds):
        """The daemon publishes by itself; `publish` waits for it."""
        outcomes, done = self.lines("publish", again_on_75=True)
        self.expect("publish, exit code", done.returncode, 0)
        self.expect("publish, unverified files", [o["resource"] for o in outcomes if not o["verified"]], [])
        rows = {o["resource"]: o["rows"] for o in outcomes}
        for resource, wanted in kinds.items():
            self.expect(f"rows of {resource}", rows.get(resource), wanted)

    # The story.

    def first_harvest(self):
        title("1. Three producers are harvested for the first time")
        say("a Latin-1 CSV with semicolons, French dates and a total line; a JSON interface in pages behind a token;\n"
            "a gzipped XML in the LHÉO manner")
        self.run("run", "--all", "-q", again_on_75=True)
        for feed in (CSV, API, XML):
            self.check_changes("1", feed)
        say("one record has no name; it is set aside, the others go on:")
        self.run("rejects", CSV, show=True)
        self.wait_published({"structures.csv": 299 + 120 + 20, "services.csv": 400 + 250})

    def everybody_changes(self):
        title("2. The producers change: new, edited, withdrawn records, and dates that move alone")
        self.phase(2)
        self.run("run", "--all", "-q", again_on_75=True)
        for feed in (CSV, API, XML):
            self.check_changes("2", feed)
        say("an edited record, field by field:")
        self.run("diff", CSV, "--limit", "7", show=True)
        say("nothing changed since, so nothing is read twice (HTTP 304):")
        done = self.run("run", CSV, show=True)
        self.expect("an unchanged run, exit code", done.returncode, 0)
        self.expect("an unchanged run", self.last_run(CSV).get("result"), "unchanged")
        self.wait_published({"structures.csv": 300 + 120 + 20, "services.csv": 401 + 251})

    def an_accident(self):
        title("3. An accident: the CSV producer answers an HTML page, with status 200")
        self.phase(3)
        before = self.published()
        done = self.run("run", CSV, show=True)
        self.expect("the HTML page, exit code", done.returncode, 65)
        self.expect("the HTML page, code", (self.last_run(CSV).get("error") or {}).get("code"), self.truth["3"][CSV]["code"])
        self.wait_published({})
        self.expect("published files after the accident", {n: b for n, b in self.published().items() if "catalog" not in n},
                    {n: b for n, b in before.items() if "catalog" not in n})
        say("refused: the last good data stays published, byte for byte.")

    def half_is_gone(self):
        title("4. The XML producer loses half of its records")
        self.phase(4)
        done = self.run("run", XML, show=True)
        self.expect("the loss, exit code", done.returncode, 10)
        run = self.last_run(XML)
        self.expect("the loss, result", run.get("result"), "held")
        self.expect("the loss, guard", (run.get("guard") or {}).get("name"), self.truth["4"][XML]["guard"])
        held = self.lines("diff", XML)[0]
        say(f"a guard holds the run: nothing was applied. It would have withdrawn {sum(l['change'] == 'withdrawn' for l in held)} "
            f"records. A person decides:\n  moisson diff {XML}\n  moisson approve {XML} --reason TEXT   (or deny)\n"
            "or the producer repairs its file, and the next harvest clears the hold by itself.")
        self.run("run", CSV, "-q", again_on_75=True)
        self.expect("the CSV producer is back", self.last_run(CSV).get("result"), "unchanged")
        self.wait_published({"structures.csv": 300 + 120 + 20, "services.csv": 401 + 251})

    def where_things_are(self):
        title("What is kept and published")
        self.run("status", show=True)
        self.run("why", f"{CSV}/S0005", "--field", "telephone", show=True)
        mails = (self.root / "public" / "structures.csv").read_text()
        self.expect("mail addresses of persons that were published", mails.count("camille.exemple"), 0)
        say(f"\npublished, written aside, read back and verified ({self.root / 'public'}):")
        for file in sorted((self.root / "public").iterdir()):
            say(f"  {file.stat().st_size:9,d}  {file.name}")

    def tell(self):
        self.first_harvest()
        self.everybody_changes()
        self.an_accident()
        self.half_is_gone()
        self.where_things_are()
        title("Detected = done by the producers?")
        for problem in self.problems:
            say(f"  DIFFERS  {problem}")
        if not self.problems:
            say("  yes, record by record")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moisson", type=pathlib.Path, required=True)
    parser.add_argument("--exit", action="store_true", help="end at once instead of serving the status page")
    parser.add_argument("--keep", action="store_true", help="keep the directory")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    root = pathlib.Path(tempfile.mkdtemp(prefix="moisson-demo-"))
    demo = Demo(options.moisson.resolve(), root)
    try:
        demo.start_producers()
        demo.write_configuration()
        demo.start_daemon()
        demo.tell()
        say(f"\n{time.monotonic() - started:.0f} s. Status page: http://{demo.status}/   metrics: http://{demo.status}/metrics")
        if not options.exit:
            say("Ctrl-C ends the demo.")
            while demo.daemon.poll() is None:
                time.sleep(0.5)
    except KeyboardInterrupt:
        print()
    finally:
        demo.stop()
        if options.keep:
            say(f"kept: {root}")
        else:
            shutil.rmtree(root, ignore_errors=True)
    return 1 if demo.problems else 0


if __name__ == "__main__":
    sys.exit(main())
