#!/usr/bin/env python3
"""Three sample producers on loopback, with invented data (see invented.py), for `./dev demo` and for trying feed files.

    samples/producers.py --port 8700 --token SECRET     serve; 0 takes a free port; the first line printed says which
    samples/producers.py --truth                        what each phase changes, as JSON
    samples/producers.py --write DIR [--phase N]        the three files of a phase, without a server

/structures.csv       Latin-1, semicolons, French dates and decimals, a total line at the end
/api/v1/services/     JSON pages (page_size, next), header `Authorization: Token SECRET`
/lheo/offres.xml.gz   gzipped XML in the LHÉO manner

POST /_phase/N switches: 1 start; 2 new, edited, date-only and withdrawn records; 3 the CSV producer answers an HTML page with
status 200; 4 the XML producer lost half of its records. ETag and Last-Modified are answered and understood."""

import argparse
import csv
import gzip
import hmac
import io
import json
import pathlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape, quoteattr

import invented

ACCIDENT = b"""<!DOCTYPE html>
<html lang="fr"><head><title>Maintenance</title></head>
<body><h1>Site en maintenance</h1><p>Merci de revenir plus tard.</p></body></html>
"""
MODIFIED = {1: "Wed, 01 Jan 2025 06:00:00 GMT", 2: "Tue, 04 Feb 2025 06:00:00 GMT", 4: "Wed, 05 Feb 2025 06:00:00 GMT"}
COLUMNS = ["Identifiant", "Nom de la structure", "SIRET", "Adresse", "CP", "Ville", "Code INSEE", "Tél.", "Mail", "Site",
           "Présentation", "Permanences", "Réseau", "Latitude", "Longitude", "Maj"]


def french_date(iso):
    return "/".join(reversed(iso.split("-")))


def structures_csv(records):
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for r in records:
        table.writerow([r["id"], r["nom"], r["siret"], r["adresse"], r["cp"], r["ville"], r["insee"], r["tel"], r["mail"],
                        r["site"], r["presentation"], r["permanences"], r["reseau"], str(r["lat"]).replace(".", ","),
                        str(r["lon"]).replace(".", ","), french_date(r["maj"])])
    table.writerow([f"Total : {len(records)} structures"] + [""] * (len(COLUMNS) - 1))
    return out.getvalue().replace("œ", "oe").replace("Œ", "Oe").encode("latin-1")


def service_json(r):
    org = r["structure"]
    return {**r, "structure": {"id": org["id"], "name": org["nom"], "siret": org["siret"], "phone": org["tel"],
                               "address": {"street": org["adresse"], "postcode": org["cp"], "city": org["ville"],
                                           "insee": org["insee"]},
                               "location": {"lat": org["lat"], "lon": org["lon"]}, "modified_at": org["maj"]}}


def services_page(records, page, size, address):
    first = (page - 1) * size
    following = address + "?" + urlencode({"page": page + 1, "page_size": size}) if first + size < len(records) else None
    return json.dumps({"count": len(records), "next": following,
                       "results": [service_json(r) for r in records[first:first + size]]}, ensure_ascii=False).encode()


def training_xml(r):
    org = r["org"]
    return f"""<formation numero={quoteattr(r["id"])} datemaj={quoteattr(r["maj"])}>
<intitule-formation>{escape(r["titre"])}</intitule-formation>
<objectif-formation><![CDATA[{r["objectif"]}]]></objectif-formation>
<contenu-formation><![CDATA[{r["contenu"]}]]></contenu-formation>
<action><lieu-de-formation><coordonnees><adresse><ligne>{escape(r["adresse"])}</ligne><codepostal>{r["cp"]}</codepostal>
<ville>{escape(r["ville"])}</ville><code-INSEE-commune>{r["insee"]}</code-INSEE-commune>
<geolocalisation><latitude>{r["lat"]}</latitude><longitude>{r["lon"]}</longitude></geolocalisation></adresse>
<telfixe><numtel>{r["tel"]}</numtel></telfixe></coordonnees></lieu-de-formation></action>
<organisme-formation-responsable><nom-organisme>{escape(org["nom"])}</nom-organisme>
<SIRET-organisme-formation><SIRET>{org["siret"]}</SIRET></SIRET-organisme-formation></organisme-formation-responsable>
</formation>
"""


def trainings_xml_gz(records):
    text = ('<?xml version="1.0" encoding="UTF-8"?>\n<lheo xmlns="http://www.lheo.org/2.3"><offres>\n'
            + "".join(training_xml(r) for r in records) + "</offres></lheo>\n")
    return gzip.compress(text.encode(), mtime=0)


class Producers:
    """What the three answer in each phase."""

    def __init__(self):
        self.structures, self.structure_changes, self.wrong = invented.directory_phases()
        self.services, self.service_changes, _ = invented.services_phases()
        self.trainings, self.training_changes, _ = invented.trainings_phases()
        self.phase = 1

    def version(self):
        return min(self.phase, 2)

    def csv(self):
        return structures_csv(self.structures[self.version() - 1])

    def xml(self):
        return trainings_xml_gz(self.trainings[2 if self.phase == 4 else self.version() - 1])

    def truth(self):
        phases = {}
        feeds = {"exemple-structures-ain": self.structure_changes, "exemple-services-api": self.service_changes,
                 "exemple-formations-xml": self.training_changes}
        for phase in (1, 2):
            phases[str(phase)] = {feed: {"result": "success", "changes": changes[phase - 1].kinds,
                                         "rejected": self.wrong if feed == "exemple-structures-ain" else 0}
                                  for feed, changes in feeds.items()}
        phases["3"] = {"exemple-structures-ain": {"result": "failed", "code": "format.html-instead-of-data"}}
        phases["4"] = {"exemple-structures-ain": {"result": "unchanged"},
                       "exemple-formations-xml": {"result": "held", "guard": "max_deletions"}}
        return {"phases": phases}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    producers = token = None

    def do_GET(self):
        address, now = urlsplit(self.path), self.producers
        if address.path == "/structures.csv":
            if now.phase == 3:
                return self.answer(ACCIDENT, "text/html; charset=utf-8")
            return self.answer(now.csv(), "text/csv", f"structures-{now.version()}", now.version())
        if address.path == "/api/v1/services/":
            return self.services(parse_qs(address.query))
        if address.path == "/lheo/offres.xml.gz":
            version = 4 if now.phase == 4 else now.version()
            return self.answer(now.xml(), "application/gzip", f"offres-{version}", version)
        return self.answer(b"unknown\n", "text/plain", status=404)

    do_HEAD = do_GET

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        phase = self.path.removeprefix("/_phase/")
        if phase not in ("1", "2", "3", "4"):
            return self.answer(b"POST /_phase/1 to 4\n", "text/plain", status=404)
        self.producers.phase = int(phase)
        return self.answer(f"phase {phase}\n".encode(), "text/plain")

    def services(self, query):
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Token {self.token}".encode()):
            return self.answer(b'{"detail":"Token required."}', "application/json", status=401)
        try:
            page, size = int(query.get("page", ["1"])[0]), min(int(query.get("page_size", ["50"])[0]), 100)
        except ValueError:
            page, size = 0, 0
        if page < 1 or size < 1:
            return self.answer(b'{"detail":"Invalid page."}', "application/json", status=404)
        version = self.producers.version()
        here = f"http://{self.headers.get('Host', 'localhost')}/api/v1/services/"
        body = services_page(self.producers.services[version - 1], page, size, here)
        return self.answer(body, "application/json", f"services-{version}", version)

    def unchanged(self, etag, modified):
        known = self.headers.get("If-None-Match")
        if known is not None:
            return etag in [tag.strip() for tag in known.split(",")]
        return self.headers.get("If-Modified-Since") == modified

    def answer(self, body, media_type, tag=None, version=None, status=200):
        headers = {"Content-Type": media_type}
        if tag:
            headers.update({"ETag": f'"{tag}"', "Last-Modified": MODIFIED[version]})
            if self.unchanged(headers["ETag"], MODIFIED[version]):
                status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def write_files(producers, directory):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "structures.csv").write_bytes(producers.csv())
    records = producers.services[producers.version() - 1]
    (directory / "services.json").write_bytes(services_page(records, 1, len(records), ""))
    (directory / "offres.xml.gz").write_bytes(producers.xml())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--token", default="demo")
    parser.add_argument("--phase", type=int, choices=(1, 2, 3, 4), default=1)
    parser.add_argument("--truth", action="store_true")
    parser.add_argument("--write", type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    producers = Producers()
    producers.phase = options.phase
    if options.truth:
        json.dump(producers.truth(), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    if options.write:
        write_files(producers, options.write)
        return
    Handler.producers, Handler.token = producers, options.token
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    print(f"listening on 127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
