"""What a large portal costs: 70,000 data sets over CKAN pages, then 50 changes; a catalogue of 1.2 million triples."""
import functools
import json
import shutil
import subprocess
import sys
import threading
import urllib.request
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import measure
from workspace import PROJECT

SETS, CHANGED = 70_000, 50
MEMORY = 64  # megabytes

# A CKAN that makes its pages up. GET /_change gives 50 data sets another description and a later date; GET /_seen
# says what was asked since the last time: pages and data sets.
SERVER = r"""
import json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
SETS, CHANGED = int(sys.argv[1]), int(sys.argv[2])
changed, seen = set(), {"pages": 0, "sets": 0}
WORDS = "arbres budget cantine déchets écoles forêts gares habitat impôts jardins lignes marchés nuisances eaux".split()

def dataset(i):
    day = "2026-11-26T10:00:00.123456" if i in changed else "2024-03-%02dT08:00:00" % (i % 28 + 1)
    title = " ".join(WORDS[(i // 13 ** k) % 13] for k in range(4)) + " %d" % i
    return {"id": "%08d-0000-4000-8000-%012d" % (i, i), "name": "jeu-%d" % i, "title": title.capitalize(), "state": "active",
            "notes": ("Mise à jour. " if i in changed else "") + "Ce jeu décrit " + title + ". " + "Il est produit chaque année. " * 12,
            "license_id": "lov2", "metadata_created": "2020-01-01T00:00:00", "metadata_modified": day,
            "organization": {"name": "org-%d" % (i % 300), "title": "Organisme %d" % (i % 300)},
            "tags": [{"name": WORDS[(i + k) % 13], "state": "active"} for k in range(5)],
            "extras": [{"key": "frequency", "value": "annual"}, {"key": "spatial", "value": "fr:commune:%05d" % (1000 + i % 9000)}],
            "resources": [{"id": "r-%d-%d" % (i, k), "name": "Fichier %d" % k, "format": "CSV", "size": 1000 + i,
                           "url": "https://portail.example/fichiers/%d/%d.csv" % (i, k)} for k in range(3)]}

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/_change":
            changed.update(range(0, SETS, SETS // CHANGED))
            return self.answer({"changed": len(changed)})
        if url.path == "/_seen":
            self.answer(dict(seen))
            return seen.update(pages=0, sets=0)
        asked = parse_qs(url.query)
        start, rows = int(asked.get("start", ["0"])[0]), min(int(asked.get("rows", ["10"])[0]), 1000)
        delta = any("metadata_modified" in text for text in asked.get("fq", []))
        numbers = sorted(changed)[start:start + rows] if delta else range(start, min(start + rows, SETS))
        results = [dataset(i) for i in numbers]
        seen["pages"] += 1
        seen["sets"] += len(results)
        self.answer({"success": True, "result": {"count": len(changed) if delta else SETS, "results": results}})
    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


class Portal:
    def __init__(self, sets, changed):
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, str(sets), str(changed)], stdout=subprocess.PIPE, text=True)
        self.alarm = threading.Timer(3600, self.process.kill)
        self.alarm.start()
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.alarm.cancel()
        self.process.kill()
        self.process.wait()

    def ask(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            return json.load(answer)


def harvest(workspace, *flags):
    cost = measure.run(workspace.command("run", "portail", "--json", *flags))
    lines = [json.loads(line) for line in cost.out.splitlines() if line.startswith("{")]
    cost.result = lines[-1] if lines else {"result": cost.err.strip()[-200:], "records": {}}
    return cost


def ckan(table, workspace, sets=SETS):
    """The first read, a second one that finds nothing, and the changes of a day."""
    workspace.configure('[http.client]\nallow_private = ["127.0.0.0/8"]\nrequests_per_second_per_host = 1000\n',
                        schemas=PROJECT / "config/schemas")
    name = f"CKAN, {sets:,} data sets"
    with Portal(sets, CHANGED) as portal:
        workspace.write_feed("portail", {"type": "ckan", "url": portal.url, "limits": {"max_bytes": "2 GB"}}, {})
        first = harvest(workspace)
        table.exact(f"{name}: created", first.result["records"].get("created"), sets)
        seen = portal.ask("/_seen")
        table.add(f"{name}: peak memory", first.megabytes, MEMORY, "MB", f"{seen['pages']} pages, {first.seconds:.0f} s")
        again = harvest(workspace, "--full")
        table.exact(f"{name}, read again: result", again.result["result"], "unchanged")
        table.add(f"{name}, read again: peak memory", again.megabytes, MEMORY, "MB", f"{again.seconds:.0f} s")
        portal.ask("/_change")
        portal.ask("/_seen")
        delta = harvest(workspace)
        seen = portal.ask("/_seen")
        table.exact(f"{name}, {CHANGED} changes: updated", delta.result["records"].get("updated"), CHANGED)
        table.exact(f"{name}, {CHANGED} changes: data sets read", seen["sets"], CHANGED)
        table.add(f"{name}, {CHANGED} changes: time", delta.seconds, None, "s", f"{seen['pages']} pages")
        table.add(f"{name}, {CHANGED} changes: peak memory", delta.megabytes, MEMORY, "MB")


class Files:
    """A folder on loopback, sent as a web server sends files."""

    def __init__(self, folder):
        handler = functools.partial(QuietFiles, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()


class QuietFiles(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def write_catalogue(file, sets):
    with open(file, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
                  'xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#" '
                  'xmlns:foaf="http://xmlns.com/foaf/0.1/">\n')
        for i in range(sets):
            out.write(f'<dcat:Dataset rdf:about="https://p.example/jeu/{i}">\n <dct:identifier>jeu-{i}</dct:identifier>\n'
                      f' <dct:title xml:lang="fr">Jeu de données numéro {i} : équipements &amp; services publics</dct:title>\n'
                      f' <dct:description xml:lang="fr">{"Description assez longue du jeu de données. " * 4}</dct:description>\n'
                      f' <dcat:keyword>transport</dcat:keyword>\n <dct:publisher><foaf:Agent><foaf:name>Organisme {i % 200}'
                      '</foaf:name></foaf:Agent></dct:publisher>\n'
                      f' <dcat:distribution><dcat:Distribution rdf:about="https://p.example/d/{i}/r"><dct:title>Fichier {i}</dct:title>'
                      f'<dcat:downloadURL rdf:resource="https://p.example/d/{i}.csv"/></dcat:Distribution></dcat:distribution>\n'
                      '</dcat:Dataset>\n')
        out.write("</rdf:RDF>\n")


def rdf(table, workspace, folder, sets=120_000):
    """The whole program on a catalogue in RDF/XML that a web server sends: fetch, decode, map, check, compare, store."""
    workspace.configure('[http.client]\nallow_private = ["127.0.0.0/8"]\n', schemas=PROJECT / "config/schemas")
    file = folder / "catalogue.rdf"
    write_catalogue(file, sets)
    name = f"RDF/XML of {file.stat().st_size / 1e6:.0f} MB"
    with Files(folder) as server:
        workspace.write_feed("portail", {"type": "dcat", "url": f"{server.url}/{file.name}", "limits": {"max_bytes": "1 GB"}}, {})
        first = harvest(workspace)
        table.exact(f"{name}: created", first.result["records"].get("created"), sets)
        applied = first.result.get("duration_ms", 0) / 1000
        table.add(f"{name}: first read, to the store", applied, 5, "s", f"{first.seconds:.1f} s and {first.megabytes:.0f} MB with linking")
        again = harvest(workspace, "--full")
        table.exact(f"{name}, read again: result", again.result["result"], "unchanged")
        table.add(f"{name}, read again: time", again.seconds, 5, "s")
        table.add(f"{name}, read again: peak memory", again.megabytes, MEMORY, "MB")
    if shutil.which("rapper") is None:
        return table.skip(f"{name}: against rapper", "it is not installed: apt install raptor2-utils")
    peer = measure.run(["rapper", "-q", "-c", f"file://{file}"])
    table.add(f"{name}: read again / rapper that only counts triples", again.seconds / peer.seconds, 1, "", f"rapper {peer.seconds:.1f} s")
