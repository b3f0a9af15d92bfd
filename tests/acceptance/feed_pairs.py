"""Pairs of snapshots with the change set, the guard and the warnings that must come out (own-feeds corpus)."""
import http.server
import json
import threading
import urllib.parse

from workspace import SHARED, Workspace, describe, table

KIND = "fiche"
FIELDS = [{"name": "id", "role": "identifier", "required": True}, {"name": "nom", "type": "string"},
          {"name": "date_maj", "type": "date", "role": "update-date", "checks": ["not-in-future"]}]
MAPPING = {field["name"]: field["name"] for field in FIELDS}

# The manifest's names of warnings -> ours, of which one must be said.
WARNINGS = {"stale_date": ("record.stale-date",), "date_regression": ("record.date-regression",),
            "future_date": ("record.date-in-future",), "id_churn": ("max_new_ids",),
            "duplicate_id": ("record.duplicate-id", "record.repeated"), "fill_rate_drop": ("lost_field",)}

# Where feeds.md decides otherwise than the manifest: pair -> (what the manifest says, what feeds.md says).
FEEDS_MD_WINS = {}


class Producer:
    """Two pages of JSON on the loopback; page 2 can be made to fail."""

    def __init__(self):
        producer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                page = int(urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query).get("page", ["1"])[0])
                status, body = producer.answer(page)
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.records, self.broken_page = [], None
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/fiches"

    def answer(self, page):
        if page == self.broken_page:
            return 503, {"error": "timed out"}
        return 200, self.records[(page - 1) * 50:page * 50]


class PairRun:
    """Harvests `previous`, then `next`, with the grace the manifest assumes."""

    def __init__(self, report, pair, workspace):
        self.report, self.pair, self.workspace = report, pair, workspace
        self.name = f"own-feeds {pair['name']}"
        self.file = workspace.root / "fiches.json"
        workspace.write_kind(KIND, FIELDS)

    def source(self, **keys):
        return {"type": "json", "url": f"file:{self.file}", "complete": True, "withdraw_after": 3, **keys}

    def harvest(self, records):
        self.file.write_text(json.dumps(records))
        return self.workspace.harvest("flux", "--full")

    def run(self):
        if self.pair["expect"].get("incomplete"):
            return self.run_pages()
        self.workspace.write_feed("flux", self.source(), {KIND: MAPPING})
        previous, following = self.pair["previous"], self.pair["next"]
        if previous:
            first = self.harvest(previous)
            if not self.report.check(first["exit"] == 0, f"{self.name} first harvest", describe(first)):
                return None
            if self.pair["expect"].get("publish") is False:
                self.workspace.run("publish")
        if self.pair["name"] == "reappear-in-grace":
            self.harvest(previous[5:])
        for _ in range(self.pair["expect"].get("runs", 1)):
            result = self.harvest(following)
        return result

    def run_pages(self):
        producer = Producer()
        self.workspace.configure(table("http.client", {"allow_private": ["127.0.0.0/8"]}))
        source = self.source(url=producer.url, pagination={"type": "page", "parameter": "page"})
        self.workspace.write_feed("flux", source, {KIND: MAPPING})
        producer.records = self.pair["previous"]
        first = self.workspace.harvest("flux", "--full")
        self.report.check(first["exit"] == 0 and first["records"]["created"] == 100, f"{self.name} first harvest",
                          describe(first) + first["said"][-200:] * (first["exit"] != 0))
        producer.broken_page = 2
        result = self.workspace.harvest("flux", "--full")
        producer.server.shutdown()
        return result

    def judge(self, result):
        expect = self.pair["expect"]
        records = {**dict.fromkeys(("created", "updated", "touched", "withdrawn", "missing"), 0), **result["records"]}
        self.report.check(self.state_is_right(result, expect.get("state")), f"{self.name} state",
                          f"{describe(result)}; the manifest says {expect.get('state', 'applied')}")
        for theirs, ours in (("added", "created"), ("updated", "updated"), ("touched", "touched"),
                             ("removed", "withdrawn"), ("missing", "missing")):
            if theirs in expect and (result["result"] != "held"):
                self.report.same(f"{self.name} {ours}", records[ours], expect[theirs])
        if expect.get("publish") is False:
            results = {row["result"] for row in self.workspace.run("publish", "--json").lines()}
            self.report.same(f"{self.name} nothing to publish", results, {"unchanged"})
        if expect.get("state") and self.pair["previous"]:
            self.last_good_data_stays()
        for warning in expect.get("warnings", []):
            self.said(warning, result)

    def state_is_right(self, result, state):
        name = self.pair["name"]
        if name in FEEDS_MD_WINS:
            self.report.note(f"{self.name}: feeds.md wins, {FEEDS_MD_WINS[name]}")
        if state is None:
            return result["result"] in ("success", "unchanged", "partial") and result["exit"] == 0
        if state == "incomplete":
            return result["result"] in ("partial", "failed")
        expected = {"held": (10, "held"), "failed": (65, "failed")}[state]
        return (result["exit"], result["result"]) == expected

    def last_good_data_stays(self):
        exported = {key for _, key in self.workspace.exported(KIND)}
        self.report.same(f"{self.name} last good data stays", exported, {row["id"] for row in self.pair["previous"]})

    def said(self, warning, result):
        """The warning reaches a person: in the run, its record issues or its journal."""
        told = json.dumps(result) + result["said"]
        for command in (("rejects", "flux", "--warnings", "--json"), ("show", "flux", result.get("run", 0), "--json"),
                        ("history", "flux", "--json")):
            told += self.workspace.run(*command).out
        words = WARNINGS[warning]
        self.report.check(any(word in told for word in words), f"{self.name} says {warning}", "as " + " or ".join(words))


def check(report):
    for pair in json.loads((SHARED / "data/corpora/own-feeds/manifest.json").read_text()):
        with Workspace() as workspace:
            run = PairRun(report, pair, workspace)
            result = run.run()
            if result:
                run.judge(result)
