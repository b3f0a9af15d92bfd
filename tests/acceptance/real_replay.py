"""175 published versions of one national file, harvested one after the other into one state directory."""
import csv
import io
import json
import subprocess
import tarfile
import tempfile
import unicodedata
from pathlib import Path

from report import sample
from workspace import SHARED, Workspace, describe

KIND = "lieu"
COLUMNS = ("id_local nom_lieu ad_lieu com_lieu insee type date_maj ouvert source Xlong Ylat nbre_pl nbre_pmr duree"
           " horaires proprio lumiere comm").split()
FILE = "bnlc-.csv"
KEPT = 3000  # the truth lists no more ids than this, and none of the changed ones when the header changed


class Step:
    """One version: what the truth says, and its rows as Python reads them."""

    def __init__(self, truth, content):
        self.truth = truth
        self.content = content
        self.rows, self.duplicated = {}, set()
        self.nameless = 0  # rows without an identifier are no records; the truth counts them as one
        self.usable = "unusable" not in truth and not self.is_cut()
        if self.usable:
            for row in self.read():
                key = row["id_lieu"].strip()
                if not key:
                    self.nameless += 1
                    continue
                self.duplicated |= {key} & self.rows.keys()
                self.rows[key] = {name: plain(row.get(name)) for name in COLUMNS}

    def read(self):
        return csv.DictReader(io.StringIO(self.content.decode(self.truth["encoding"])), strict=True)

    def is_cut(self):
        """One version is a merge conflict that ends inside a quoted cell: nobody should apply it."""
        try:
            return not all(self.read())
        except csv.Error:
            return True


def plain(text):
    """As the truth normalises."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def steps():
    truths = [json.loads(line) for line in (SHARED / "data/real/truth/replay-bnlc.jsonl").open()]
    with tempfile.TemporaryDirectory(prefix="moisson-bnlc-") as folder:
        with tarfile.open(SHARED / "data/perf/bnlc.git.tar") as archive:
            archive.extractall(folder, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(folder)
        repository = next(Path(folder).iterdir())
        for truth in truths:
            shown = subprocess.run(["git", "-c", "safe.directory=*", "--git-dir", str(repository), "show",
                                    f"{truth['commit']}:{FILE}"], capture_output=True, check=True)
            yield Step(truth, shown.stdout)


class Chain:
    """One feed through all versions, and the totals of what was seen."""

    def __init__(self, report, workspace):
        self.report, self.workspace = report, workspace
        self.current = workspace.root / "bnlc.csv"
        self.before = None  # the last usable step
        self.comparable = True
        self.wrong = {}     # check -> steps where it failed
        self.seen = dict(steps=0, held=0, unusable=0, created=0, withdrawn=0, updated=0, touched=0, duplicates=0)
        fields = [{"name": "id", "role": "identifier", "required": True}]
        for column in COLUMNS:
            role = {"role": "update-date"} if column == "date_maj" else {}
            fields.append({"name": column.lower(), "type": "string" if role else "text", **role})
        workspace.write_kind(KIND, fields)
        workspace.write_feed("bnlc", {"type": "csv", "url": f"file:{self.current}", "complete": True},
                             {KIND: {"id": "id_lieu", **{column.lower(): column for column in COLUMNS}}})

    def expect(self, ok, what, step, detail):
        if not ok:
            self.wrong.setdefault(what, []).append(f"step {self.seen['steps']} {step.truth['commit'][:8]}: {detail}")

    def take(self, step):
        self.current.write_bytes(step.content)
        run = self.workspace.harvest("bnlc")
        self.seen["steps"] += 1
        if not step.usable:
            self.refused(step, run)
            return
        self.decide(step, run)
        changes = self.workspace.changes("bnlc", run["result"])
        self.compare(step, {word: set(ids) for word, ids in changes.items()}, run)
        self.before, self.comparable = step, True

    def refused(self, step, run):
        """An unusable version changes nothing, whatever it is called."""
        self.seen["unusable"] += 1
        self.comparable = self.comparable and "unusable" in step.truth  # else the truth compares the next with this one
        self.expect(run["result"] in ("failed", "held"), "an unusable version is refused", step, describe(run))
        if run["result"] == "held":
            self.workspace.run("deny", "bnlc", "--reason", step.truth.get("unusable", "cut"))
        exported = {key for _, key in self.workspace.exported(KIND)}
        self.expect(exported == set(self.before.rows), "an unusable version changes nothing", step, describe(run))

    def decide(self, step, run):
        """The maintainers did publish each usable version: what a guard holds is approved."""
        removed, known = step.truth.get("removed", 0), self.before and len(self.before.rows)
        if known and removed > 10 and removed > 0.2 * known:
            self.expect(run["result"] == "held", "more than 20 % vanish: held", step, describe(run))
        if run["result"] == "held":
            self.seen["held"] += 1
            outcome = self.workspace.run("approve", "bnlc", "--reason", "published on purpose")
            self.expect(outcome.code == 0, "approve applies", step, outcome.told())
        else:
            self.expect(run["exit"] == 0, "a usable version is applied", step, describe(run) + run["said"][-200:])

    def compare(self, step, seen, run):
        truth, created = step.truth, seen["created"] | seen["restored"]
        old = self.before.rows if self.before else {}
        added, removed = set(step.rows) - set(old), set(old) - set(step.rows)
        self.expect(created == added, "ids created or restored == added", step, f"{len(created)} for {len(added)}")
        self.expect(seen["withdrawn"] == removed, "ids withdrawn == removed", step,
                    f"{len(seen['withdrawn'])} for {len(removed)}")
        if self.before:
            if self.comparable and not (step.nameless or self.before.nameless):
                self.expect((len(added), len(removed)) == (truth["added"], truth["removed"]),
                            "the truth counts as this test does", step, f"{len(added)}, {len(removed)}")
            self.compare_content(step, seen["updated"], run["records"].get("touched", 0))
        if not step.duplicated:
            refused = run["records"].get("read", 0) - len(step.rows)
            self.expect(0 <= refused <= step.nameless, "every row is read", step, describe(run))
        self.seen["duplicates"] += len(step.duplicated)
        for word in ("created", "withdrawn", "updated"):
            self.seen[word] += len(seen[word])
        self.seen["touched"] += run["records"].get("touched", 0)

    def compare_content(self, step, updated, touched):
        """Between the changes after normalisation and the raw ones; duplicates may be chosen otherwise."""
        unclear = step.duplicated | self.before.duplicated
        both = (set(step.rows) & set(self.before.rows)) - unclear
        moved, content = set(), set()
        for key in both:
            names = {name for name in COLUMNS if step.rows[key][name] != self.before.rows[key][name]}
            if names:
                (moved if names == {"date_maj"} else content).add(key)
        self.expect(content <= updated, "changed content ⊆ updated", step, f"missing {sample(content - updated)}")
        self.expect(touched >= len(moved), "date-only changes are touched", step, f"{touched} for {len(moved)}")
        raw = set(step.truth["changed_ids"])
        if not step.truth["header_changed"] and len(raw) < KEPT:
            extra = updated - raw - unclear
            self.expect(not extra, "updated ⊆ changed_raw", step, f"too many: {sample(extra)}")


PROMISES = ("a usable version is applied", "more than 20 % vanish: held", "approve applies", "every row is read",
            "the truth counts as this test does", "ids created or restored == added", "ids withdrawn == removed",
            "changed content ⊆ updated", "updated ⊆ changed_raw", "date-only changes are touched",
            "an unusable version is refused", "an unusable version changes nothing")


def check(report):
    with Workspace() as workspace:
        chain = Chain(report, workspace)
        for step in steps():
            chain.take(step)
        report.same("replay-bnlc steps", chain.seen["steps"], 175)
        for promise in PROMISES:
            failures = chain.wrong.get(promise, [])
            report.check(not failures, f"replay-bnlc {promise}",
                         f"{len(failures)} steps: " + "; ".join(failures[:3]) if failures else "in all steps")
        report.note("replay-bnlc " + ", ".join(f"{count} {word}" for word, count in chain.seen.items()))
        exported = {key for _, key in workspace.exported(KIND)}
        report.same("replay-bnlc the referential is the last version", exported, set(chain.before.rows))
        verified = workspace.run("verify")
        report.check(verified.code == 0, "replay-bnlc verify is clean", verified.told() * (verified.code != 0))
