#!/usr/bin/env python3
"""Speed and memory of moisson, as ratios to SQLite's shell on the same file on the same machine.

usage: bench.py [--rows N] [--quick] [--only NAME…]

Prints a table, writes build/bench.json; exit status 1 when a limit is passed. --quick: 100,000 rows, one try each,
for information only (ratios of short runs say little).
"""
import argparse
import csv
import importlib.util
import json
import shutil
import sys

import measure
from bench_data import CACHE, COLUMNS, Organisations, codes  # first: it finds the acceptance modules
import bench_api
import bench_daemon
import bench_linking
import bench_portals
import bench_publish
import bench_sources
from workspace import PROJECT, Workspace, binary

MEMORY = 128  # megabytes
MAPPED = {column: column for column in COLUMNS if column != "source"}


class Bench:
    def __init__(self, options):
        self.quick, self.tries = options.quick, 1 if options.quick else 3
        self.rows = options.rows or (100_000 if options.quick else 1_000_000)
        self.table = measure.Table()
        self.work = CACHE / "work"
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self._organisations = None
        self.csv_seconds = None

    @property
    def organisations(self):
        self._organisations = self._organisations or Organisations(self.rows)
        return self._organisations

    def workspace(self):
        workspace = Workspace(parent=self.work)
        workspace.configure(schemas=PROJECT / "config/schemas")
        return workspace

    def structures(self, workspace, file, source_type="csv", **source):
        workspace.write_feed("orgs", {"type": source_type, "url": f"file:{file}", "complete": True,
                                      "limits": {"max_bytes": "4 GB"}, **source}, {"structure": MAPPED},
                             guards={"max_rejects": "100 %"})

    # -- the harvests ------------------------------------------------------------------------------------------------

    def first(self):
        """First harvest of a CSV file against sqlite3 .import of the same file, alternating."""
        return self._against_sqlite("first harvest, CSV", self.organisations.v1, "id",
                                    lambda workspace: self.structures(workspace, self.organisations.v1), "orgs")

    def codes(self):
        file = codes()
        if file is None:
            return self.table.skip("first harvest, codes-1m", "../shared is absent")

        def prepare(workspace):
            with open(file, newline="", encoding="utf-8") as lines:
                columns = next(csv.reader(lines))
            workspace.configure()
            workspace.write_kind("depot", [{"name": "id", "role": "identifier", "required": True},
                                           *({"name": column, "type": "text"} for column in columns)])
            workspace.write_feed("depots", {"type": "csv", "url": f"file:{file}", "complete": True,
                                            "limits": {"max_bytes": "4 GB"}},
                                 {"depot": {"id": {"template": "{snapshot}|{repertoire_url}"},
                                            **{column: column for column in columns}}})

        return self._against_sqlite("first harvest, codes-1m", file, "snapshot, repertoire_url", prepare, "depots")

    def _against_sqlite(self, name, file, key, prepare, feed):
        ours, theirs, peak = [], [], 0
        for _ in range(self.tries):
            theirs.append(self._sqlite_import(file, key))
            with self.workspace() as workspace:
                prepare(workspace)
                cost = self._harvest(workspace, feed)
                if cost is None:
                    return self.table.exact(f"{name}: harvested", "no", "yes")
            ours.append(cost.seconds)
            peak = max(peak, cost.megabytes)
        seconds, base = measure.median(ours), measure.median(theirs)
        if feed == "orgs":
            self.csv_seconds = seconds
        self.table.add(f"{name}: time / sqlite3 .import", seconds / base, 1.0, "×", f"{seconds:.2f} s / {base:.2f} s")
        self.table.add(f"{name}: peak memory", peak, MEMORY, "MB")

    def _sqlite_import(self, file, key):
        database = self.work / "import.db"
        with open(file, newline="", encoding="utf-8") as lines:
            columns = next(csv.reader(lines))
        create = f"CREATE TABLE t({', '.join(columns)}, PRIMARY KEY({key}));"
        cost = measure.run(["sqlite3", database, create, f".import --csv --skip 1 {file} t"])
        database.unlink()
        return cost.seconds

    def _harvest(self, workspace, feed, *flags):
        """One `moisson run`; its JSON in .result; None when it failed."""
        cost = measure.run(workspace.command("run", feed, "--json", *flags))
        if cost.code != 0:
            print(f"run: exit {cost.code}: {cost.out[-300:]} {cost.err[-600:]}", file=sys.stderr)
            return None
        cost.result = json.loads(cost.out.splitlines()[-1])
        return cost

    def again(self):
        """The same snapshot with both shortcuts off, then a second snapshot with known changes."""
        with self.workspace() as workspace:
            current = workspace.root / "current.csv"
            current.symlink_to(self.organisations.v1)
            self.structures(workspace, current)
            if not self._harvest(workspace, "orgs"):
                return self.table.exact("second harvest: first one done", "no", "yes")
            self._same(workspace)
            current.unlink()
            current.symlink_to(self.organisations.v2)
            self._second(workspace)

    def _same(self, workspace):
        seconds, before = [], pages(workspace)
        for _ in range(self.tries):
            cost = self._harvest(workspace, "orgs", "--full")
            seconds.append(cost.seconds)
        self.table.exact("same snapshot, no shortcut: result", cost.result["result"], "unchanged")
        self.table.add("same snapshot, no shortcut: time", measure.median(seconds), 0.5 * self.rows / 1e6, "s")
        self.table.add("same snapshot, no shortcut: peak memory", cost.megabytes, MEMORY, "MB")
        written = changed_pages(before, pages(workspace))
        self.table.add("same snapshot, no shortcut: database pages written", written, 30 * self.tries, "", "the journal")

    def _second(self, workspace):
        cost = self._harvest(workspace, "orgs")
        if cost is None:
            return self.table.exact("second snapshot: harvested", "no", "yes")
        truth = self.organisations.changes()
        count = sum(map(len, truth.values()))
        self.table.add(f"second snapshot, {count} changes: time", cost.seconds, 1.3 * self.rows / 1e6, "s")
        self.table.add("second snapshot: peak memory", cost.megabytes, MEMORY, "MB")
        records = cost.result["records"]
        changes = workspace.changes("orgs")
        updated = truth["modified"] | truth["modified_silent"]
        for word, expected in (("created", truth["added"]), ("withdrawn", truth["deleted"]), ("updated", updated)):
            self.table.exact(f"second snapshot: {word}", records[word], len(expected))
            self.table.exact(f"second snapshot: ids {word}", len(set(changes[word]) ^ expected), 0)
        self.table.exact("second snapshot: touched", records["touched"], len(truth["touched"]))

    def formats(self):
        """JSON and XML of the same records."""
        if self.csv_seconds is None:
            self.first()
        for name, file, source in (("JSON", self.organisations.as_json(), {}),
                                   ("XML", self.organisations.as_xml(), {"records": "/structures/structure"})):
            with self.workspace() as workspace:
                self.structures(workspace, file, name.lower(), **source)
                cost = self._harvest(workspace, "orgs")
            if cost is None or not self.csv_seconds:
                self.table.exact(f"first harvest, {name}: harvested", "no", "yes")
                continue
            self.table.add(f"first harvest, {name}: time / CSV", cost.seconds / self.csv_seconds, 2.0, "×",
                           f"{cost.seconds:.2f} s")
            self.table.add(f"first harvest, {name}: peak memory", cost.megabytes, MEMORY, "MB")
            self.table.exact(f"first harvest, {name}: records", cost.result["records"]["created"], self.rows)

    # -- many feeds ---------------------------------------------------------------------------------------------------

    def check(self):
        """1,000 feed files validated."""
        with self.workspace() as workspace:
            bench_daemon.write_feeds(workspace, 1000)
            costs = [measure.run(workspace.command("check")) for _ in range(3)]
            self.table.exact("1,000 feed files checked: exit", costs[0].code, 0)
            self.table.add("1,000 feed files checked", 1000 * measure.median([cost.seconds for cost in costs]), 300, "ms")
            self.table.add("1,000 feed files checked: peak memory", costs[0].megabytes, None, "MB")

    def idle(self):
        with self.workspace() as workspace:
            bench_daemon.idle(self.table, workspace, 1000)

    def lag(self):
        with self.workspace() as workspace:
            self.structures(workspace, self.organisations.v1)
            bench_daemon.lag(self.table, workspace, "orgs", self.rows)

    def api(self):
        """The public API under load, and walked while the referential changes."""
        with self.workspace() as workspace:
            workspace.structures = lambda file: self.structures(workspace, file)
            bench_api.api(self.table, workspace, self.organisations.v1, self.organisations.v2)

    def publish(self):
        """One change, until its readers see it."""
        with self.workspace() as workspace:
            workspace.structures = lambda file: self.structures(workspace, file)
            bench_publish.publish(self.table, workspace, self.organisations)

    def decode(self):
        """The decoders alone, and a file larger than memory should ever hold."""
        bench_sources.decoders(self.table, self.organisations)
        bench_sources.large_gzip(self.table, self.organisations, self.work, 200 if self.quick else 2000)

    def polite(self):
        with self.workspace() as workspace:
            bench_sources.nothing_new(self.table, workspace, 200 if self.quick else 1000)

    def portals(self):
        """A large catalogue, page by page and in one document."""
        with self.workspace() as workspace:
            bench_portals.ckan(self.table, workspace, 7_000 if self.quick else bench_portals.SETS)
        with self.workspace() as workspace:
            bench_portals.rdf(self.table, workspace, self.work, 12_000 if self.quick else 120_000)

    def link(self):
        """All records linked, then the changes of a day, beside DuckDB."""
        if not bench_linking.link_bench("link_store_bench").exists():
            return self.table.skip("linking", "link_bench and link_store_bench are not built: run ./dev bench")
        bench_linking.quality(self.table, self.organisations)
        bench_linking.times(self.table, self.organisations, self.work)

    def duckdb(self):
        """For information: another program reading the same file into a table with a primary key."""
        if importlib.util.find_spec("duckdb") is None:
            return self.table.skip("DuckDB", "python3 has no duckdb module; nothing depends on it")
        script = (f"import duckdb; c = duckdb.connect({str(self.work / 'duck.db')!r}); "
                  f"c.execute(\"CREATE TABLE t AS SELECT * FROM read_csv('{self.organisations.v1}', all_varchar=true)\"); "
                  "c.execute('ALTER TABLE t ADD PRIMARY KEY (id)'); c.close()")
        cost = measure.run([sys.executable, "-c", script])
        if cost.code == 0:
            self.table.add("DuckDB import of the same CSV", cost.seconds, None, "s", f"{cost.megabytes:.0f} MB")


def pages(workspace):
    """The database file cut into pages, as digests."""
    content = {}
    with open(workspace.state / "moisson.db", "rb") as database:
        while page := database.read(4096):
            content[len(content)] = hash(page)
    return content


def changed_pages(before, after):
    return sum(1 for number, page in after.items() if before.get(number) != page)


BENCHES = {"api": Bench.api, "first": Bench.first, "again": Bench.again, "formats": Bench.formats, "codes": Bench.codes,
           "decode": Bench.decode, "polite": Bench.polite, "check": Bench.check, "idle": Bench.idle, "lag": Bench.lag,
           "portals": Bench.portals, "publish": Bench.publish, "link": Bench.link, "duckdb": Bench.duckdb}


def main():
    parser = argparse.ArgumentParser(description="speed and memory of moisson against SQLite's shell")
    parser.add_argument("--rows", type=int, help="rows of the big snapshot (default 1,000,000)")
    parser.add_argument("--quick", action="store_true", help="100,000 rows, one try each, for information")
    parser.add_argument("--only", nargs="+", choices=BENCHES, metavar="NAME", help=f"of {', '.join(BENCHES)}")
    options = parser.parse_args()
    if not binary().exists():
        parser.exit(2, f"{binary()} does not exist: run ./dev build first\n")
    bench = Bench(options)
    for name in options.only or BENCHES:
        BENCHES[name](bench)
    shutil.rmtree(bench.work, ignore_errors=True)
    bench.table.write(PROJECT / "build/bench.json", rows=bench.rows, quick=bench.quick)
    failed = bench.table.failed()
    print(f"\nwritten to build/bench.json; {len(failed)} of {len(bench.table.rows)} beyond their limit")
    return 1 if failed and not bench.quick else 0


if __name__ == "__main__":
    sys.exit(main())
