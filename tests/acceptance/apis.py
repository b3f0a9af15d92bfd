#!/usr/bin/env python3
"""APIs in the styles of the field's live producers, through the program alone: all records come, vices withdraw nothing."""
import os
import signal
import subprocess
import sys
import time

from api_server import ApiServer
from report import Report
from workspace import Workspace

CONFIG = ('[http.client]\nallow_private = ["127.0.0.0/8"]\nrequests_per_second_per_host = 1000\n')
PAGED = {"type": "json", "complete": True, "withdraw_after": 1}
KIND = {"lieu": {"id": "id", "nom": "nom", "date_maj": "maj"}}

STYLES = {
    "drf": {"records": "/results", "query": {"page_size": 25, "ordering": "id"},
            "pagination": {"type": "next-url", "path": "/next", "total_path": "/count"}},
    "jsonapi": {"records": "/data", "pagination": {"type": "next-url", "path": "/links/next"}},
    "pages": {"query": {"tri": "id"}, "pagination": {"type": "page", "parameter": "page"}},
    "search": {"records": "/places", "method": "POST",
               "body": '{"options": {"limit": {size}, "page": {page}, "sort": "id"}}',
               "auth": {"type": "header", "name": "Authorization", "value": "JWT {secret:jwt}"},
               "pagination": {"type": "page", "size": 30, "stop": "total", "total_path": "/nbResults"}},
    "arcgis": {"records": "/features", "query": {"orderByFields": "id"},
               "pagination": {"type": "offset", "parameter": "resultOffset", "stop": "more",
                              "more_path": "/exceededTransferLimit"}},
    "scroll": {"records": "/items", "pagination": {"type": "cursor", "parameter": "cursor", "path": "/meta/next"}},
    "agences": {"auth": {"type": "oauth2", "client_id": "moisson", "client_secret": "{secret:oauth}",
                         "parameters": {"realm": "/partenaire"}}},
}
INSIDE = {"jsonapi": "attributes/", "arcgis": "attributes/"}


def records(first, last):
    return [{"id": f"r-{n:04d}", "nom": f"Lieu {n}", "maj": "2026-03-01"} for n in range(first, last)]


class Feeds(Workspace):
    def __init__(self, server):
        super().__init__(CONFIG)
        self.write_kind("lieu", [{"name": "id", "role": "identifier", "required": True}, {"name": "nom"},
                                 {"name": "date_maj", "type": "date", "role": "update-date"}])
        secrets = self.root / "secrets.d"
        secrets.mkdir()
        for name, value in {"jwt": "jeton", "oauth": "secret-de-test"}.items():
            (secrets / name).write_text(value)
            (secrets / name).chmod(0o600)
        for style, source in STYLES.items():
            auth = {**source["auth"], "token_url": server.base + "/jeton"} if style == "agences" else source.get("auth")
            inside = INSIDE.get(style, "")
            self.write_feed(style, {**PAGED, **source, "url": f"{server.base}/{style}", **({"auth": auth} if auth else {})},
                            {"lieu": {field: inside + path for field, path in KIND["lieu"].items()}},
                            guards={"max_deletions": "100 %"})


def counted(result, *words):
    return tuple(result["records"].get(word, 0) for word in words)


def every_style(report, server, workspace):
    checked = workspace.run("check")
    report.check(checked.code == 0 and ", 0 warnings" in checked.out + checked.err, "the feed files of all styles are valid", checked.told())
    server.records = records(0, 200)
    for style in STYLES:
        result = workspace.harvest(style)
        report.check(result["exit"] == 0 and counted(result, "created") == (200,), f"{style}: all 200 records come",
                     str(result["records"]) + result["said"][-200:])
    server.records = records(3, 205)
    for style in STYLES:
        result = workspace.harvest(style)
        report.check(counted(result, "created", "withdrawn", "unchanged") == (5, 3, 197),
                     f"{style}: the next run finds 5 new and 3 gone", str(result["records"]) + result["said"][-200:])


def moving_list(report, server, workspace):
    """A record is put in front while the list is read: the last of each page comes again, nothing is withdrawn."""
    server.records = records(3, 205)

    def insert(style, page):
        if page == 2:
            server.records = records(900, 901) + server.records
        return False
    server.fault = insert
    del server.records[100]  # would be withdrawn by a complete run
    result = workspace.harvest("pages")
    server.fault = lambda *_: False
    report.check(counted(result, "withdrawn", "missing") == (0, 0) and result["result"] == "partial" and
                 "came twice" in result["said"] + str(result),
                 "pages that shift: said, applied, nothing withdrawn", str(result)[:300])
    result = workspace.harvest("pages")
    report.check(counted(result, "withdrawn") == (1,), "the next quiet run withdraws it", str(result["records"]))


def interrupted(report, server, workspace):
    """Page 5 fails: the next run goes on there."""
    server.records = records(0, 300)
    server.fault = lambda style, page: page >= 5
    result = workspace.harvest("scroll")
    report.check(result["exit"] == 75, "a page that fails: to be tried again", str(result["exit"]))
    server.fault = lambda *_: False
    before = len(server.log)
    result = workspace.harvest("scroll")
    asked = [path for _, path, _ in server.log[before:]]
    report.check(result["exit"] == 0 and len(asked) == 6 and asked[0].endswith("cursor=c120"),
                 "the next run goes on at the page that failed", str(asked[:3]))


def killed(report, server, workspace):
    """kill -9 in the middle of a walk: the pages that were read are not asked for again."""
    server.records = records(0, 280)
    slow = []

    def crawl(style, page):
        slow.append(page)
        time.sleep(0.15)
        return False
    server.fault = crawl
    process = subprocess.Popen(workspace.command("run", "scroll"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(slow) < 5 and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    server.fault = lambda *_: False
    before = len(server.log)
    result = workspace.harvest("scroll")
    asked = len(server.log) - before
    report.check(result["exit"] == 0 and counted(result, "withdrawn") == (20,) and asked <= 6,
                 "kill -9 on the way: the next run goes on, and the whole is right", f"{asked} requests, {result['records']}")


def expired_token(report, server, workspace):
    server.token = None
    result = workspace.harvest("agences")
    report.check(result["exit"] == 0, "a new process asks for a token of its own", result["said"][-200:])
    (workspace.root / "secrets.d/oauth").write_text("faux-secret-de-test")
    result = workspace.harvest("agences")
    report.check(result["exit"] == 65 and "client_id" in str(result["error"]) and "faux-secret" not in str(result),
                 "a wrong secret: refused with the keys to look at, without showing it", str(result)[-300:])


def check(report):
    with ApiServer(records(0, 200)) as server, Feeds(server) as workspace:
        for scenario in (every_style, moving_list, interrupted, killed, expired_token):
            scenario(report, server, workspace)


if __name__ == "__main__":
    final = Report()
    check(final)
    sys.exit(final.summary())
