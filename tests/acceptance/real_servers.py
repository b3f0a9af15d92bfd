"""Catalogues behind real servers, pycsw and pyoai: what was loaded is what comes, and so is what was changed and deleted.

The packages are no part of moisson. MOISSON_SERVERS_PYTHON names an interpreter that has them, for example
that of a virtual environment made with: pip install pycsw 'sqlalchemy<2' pyoai
"""
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from workspace import PROJECT, Workspace

CONFIG = '[http.client]\nallow_private = ["127.0.0.0/8"]\nrequests_per_second_per_host = 1000\n'
INTERPRETER = os.environ.get("MOISSON_SERVERS_PYTHON", sys.executable)
COUNT = 23

ISO = """<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>{id}</gco:CharacterString></gmd:fileIdentifier>
<gmd:language><gco:CharacterString>fre</gco:CharacterString></gmd:language>
<gmd:hierarchyLevel><gmd:MD_ScopeCode codeList="x" codeListValue="{level}"/></gmd:hierarchyLevel>
<gmd:dateStamp><gco:Date>{changed}</gco:Date></gmd:dateStamp><gmd:identificationInfo><gmd:MD_DataIdentification>
<gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>{title}</gco:CharacterString></gmd:title>
</gmd:CI_Citation></gmd:citation><gmd:abstract><gco:CharacterString>Description de {title}</gco:CharacterString>
</gmd:abstract></gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>
"""


class Server:
    """One of the servers of catalogue_server.py in front of `records`: {id: {title, changed, …}}."""

    def __init__(self, kind, folder):
        self.kind, self.folder, self.records = kind, folder, {}
        (folder / "records").mkdir(parents=True, exist_ok=True)
        self.process = None

    def write(self):
        (self.folder / "records.json").write_text(json.dumps(self.records))
        for old in (self.folder / "records").iterdir():
            old.unlink()
        for number, (identifier, record) in enumerate(sorted(self.records.items())):
            shown = {name: escape(str(value)) for name, value in {"level": "dataset", **record}.items()}
            text = ISO.format(id=identifier, **shown)
            (self.folder / "records" / f"{number:03d}.xml").write_text(text, encoding="utf-8")

    def __enter__(self):
        self.write()
        self.process = subprocess.Popen([INTERPRETER, str(Path(__file__).with_name("catalogue_server.py")), self.kind,
                                         str(self.folder)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        return self

    def load(self):
        self.write()
        self.process.stdin.write("load\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "loaded"

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def has(package):
    return subprocess.run([INTERPRETER, "-W", "ignore", "-c", f"import {package}"], capture_output=True).returncode == 0


def titles(workspace):
    """{id at the source: title} of what moisson holds of its one feed."""
    return {row["sources"][0]["id"]: row["titre"] for row in workspace.run("export", "dataset", "--format", "ndjson").lines()}


def wanted(server):
    return {identifier: record["title"] for identifier, record in server.records.items()
            if not record.get("deleted") and record.get("level", "dataset") == "dataset"}


def counted(result):
    found = result["records"]
    return {word: found.get(word, 0) for word in ("created", "updated", "withdrawn") if found.get(word)}


def told(result):
    found = {word: number for word, number in result["records"].items() if number}
    return f"exit {result['exit']}, {found} {' '.join(result.get('warnings') or [])[-200:]} {result['said'][-200:]}"


def invented(prefix):
    return {f"{prefix}-{number:02d}": {"title": f"Jeu n° {number} « l'eau & l'air »", "changed": f"2026-01-{number + 1:02d}"}
            for number in range(COUNT)}


def csw(report, folder):
    server = Server("csw", folder)
    with server:
        for name, source in {"csw by POST": {"type": "csw", "url": server.base + "/csw"},
                             "csw by parameters": {"type": "csw", "url": server.base + "/csw", "portal": {"request": "kvp"}},
                             "its OAI-PMH": {"type": "oai-pmh", "url": server.base + "/csw?mode=oaipmh"}}.items():
            server.records = invented("fr")
            if source["type"] == "csw":  # OAI-PMH does not say what is a service
                server.records["un-service"] = {"title": "Un service", "changed": "2026-01-01", "level": "service"}
            server.load()
            one_way(report, f"pycsw, {name}", server, source)


def one_way(report, name, server, source):
    with Workspace() as workspace:
        workspace.configure(CONFIG, PROJECT / "config/schemas")
        workspace.write_feed("catalogue", {"withdraw_after": 1, **source}, {}, guards={"max_deletions": "100 %"})
        first = workspace.harvest("catalogue")
        report.check(first["exit"] == 0 and counted(first) == {"created": COUNT}, f"{name}: all {COUNT} records come, in pages of 7", told(first))
        report.same(f"{name}: with the titles that were loaded", set(titles(workspace).items()), set(wanted(server).items()))
        again = workspace.harvest("catalogue")
        report.check(again["exit"] == 0 and counted(again) == {}, f"{name}: the next run changes nothing", told(again))
        server.records["fr-03"].update(title="Autre titre", changed="2030-01-01")
        server.records["fr-99"] = {"title": "Nouveau", "changed": "2030-01-02"}
        del server.records["fr-05"]
        server.load()
        delta = workspace.harvest("catalogue")
        report.check(delta["exit"] == 0 and counted(delta) == {"created": 1, "updated": 1},
                     f"{name}: between full reads the changed and the new one come, nothing is withdrawn", told(delta))
        full = workspace.harvest("catalogue", "--full")
        report.check(full["exit"] == 0 and counted(full) == {"withdrawn": 1}, f"{name}: a full read withdraws the deleted one", told(full))
        report.same(f"{name}: what is held is what the catalogue holds", set(titles(workspace).items()), set(wanted(server).items()))


def oai(report, folder):
    server = Server("oai", folder)
    server.records = {identifier: {**record, "changed": record["changed"] + "T08:00:00", "deleted": False}
                      for identifier, record in invented("oai:e").items()}
    with server, Workspace() as workspace:
        workspace.configure(CONFIG, PROJECT / "config/schemas")
        workspace.write_feed("oai", {"type": "oai-pmh", "url": server.base + "/oai", "withdraw_after": 1}, {},
                             guards={"max_deletions": "100 %"})
        first = workspace.harvest("oai")
        report.check(first["exit"] == 0 and counted(first) == {"created": COUNT}, f"pyoai: all {COUNT} records come, five to a token",
                     told(first))
        report.same("pyoai: with the titles that were loaded", set(titles(workspace).items()), set(wanted(server).items()))
        server.records["oai:e-02"].update(title="Autre titre", changed="2030-01-01T08:00:00")
        server.records["oai:e-04"].update(deleted=True, changed="2030-01-01T08:00:00")
        server.load()
        delta = workspace.harvest("oai")
        report.check(counted(delta) == {"updated": 1, "withdrawn": 1},
                     "pyoai: a deletion that the repository marks is believed between full reads", told(delta))
        report.check(delta["records"].get("read", 0) == 2, "pyoai: only what changed is read", told(delta))
        full = workspace.harvest("oai", "--full")
        report.check(counted(full) == {}, "pyoai: a full read finds the same", told(full))
        report.same("pyoai: what is held is what the repository holds", set(titles(workspace).items()), set(wanted(server).items()))


def check(report):
    with Workspace() as place:
        for name, package, suite in (("pycsw", "pycsw.core.admin, sqlalchemy", csw), ("pyoai", "oaipmh.server", oai)):
            if has(package):
                suite(report, place.root / name)
            else:
                report.skip(name, f"{INTERPRETER} has no {name}: name one that has it in MOISSON_SERVERS_PYTHON")
