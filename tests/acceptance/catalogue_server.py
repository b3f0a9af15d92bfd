"""Real servers in front of invented records: pycsw (CSW 2.0.2 and its OAI-PMH mode) and pyoai (OAI-PMH 2.0).

usage: catalogue_server.py csw FOLDER       a catalogue of the ISO 19139 files in FOLDER/records
       catalogue_server.py oai FOLDER       a repository of FOLDER/records.json

Prints its port. "load" on standard input reads the folder again and answers "loaded".
"""
import datetime
import json
import logging
import sys
import threading
import warnings
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

warnings.simplefilter("ignore")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def csw_settings(folder, base):
    return {
        "server": {"home": str(folder), "url": base, "mimetype": "application/xml; charset=UTF-8",
                   "encoding": "UTF-8", "language": "fr", "maxrecords": "7", "profiles": "apiso",
                   "gzip_compresslevel": "0"},
        "manager": {"transactions": "false", "allowed_ips": "127.0.0.1"},
        "metadata:main": {"identification_title": "Catalogue", "identification_abstract": "-",
                          "identification_keywords": "a", "identification_keywords_type": "theme",
                          "identification_fees": "None", "identification_accessconstraints": "None",
                          "provider_name": "Ville", "provider_url": base, "contact_name": "-",
                          "contact_position": "-", "contact_address": "-", "contact_city": "-",
                          "contact_stateorprovince": "-", "contact_postalcode": "-", "contact_country": "-",
                          "contact_phone": "-", "contact_fax": "-", "contact_email": "a@exemple.fr",
                          "contact_url": base, "contact_hours": "-", "contact_instructions": "-",
                          "contact_role": "pointOfContact"},
        "repository": {"database": f"sqlite:///{folder}/records.db", "table": "records"},
        "metadata:inspire": {"enabled": "false"},
    }


def load_csw(folder):
    """The table is made anew from the files: what is no longer there is gone."""
    from pycsw.core import admin, config
    database = folder / "records.db"
    database.unlink(missing_ok=True)
    url = f"sqlite:///{database}"
    admin.setup_db(url, "records", str(folder))
    admin.load_records(config.StaticContext(), url, "records", str(folder / "records"), False, False)


def csw_application(folder):
    from pycsw import server

    def application(environment, start_response):
        environment["local.app_root"] = str(folder)
        base = f"http://127.0.0.1:{environment['SERVER_PORT']}{environment['PATH_INFO']}"
        csw = server.Csw(csw_settings(folder, base), environment, version="2.0.2")
        if environment["PATH_INFO"].startswith("/oai"):
            csw.mode = "oaipmh"
        status, contents = csw.dispatch_wsgi()
        start_response(status, [("Content-Type", csw.contenttype), ("Content-Length", str(len(contents)))])
        return [contents]

    return application


class Repository:
    """The records of records.json: {id: {title, changed, deleted}}."""

    def __init__(self, folder):
        self.folder = folder

    def records(self):
        return json.loads((self.folder / "records.json").read_text())

    def identify(self):
        from oaipmh import common
        base = "http://127.0.0.1/oai"
        return common.Identify("Entrepot", base, "2.0", ["a@exemple.fr"], datetime.datetime(2020, 1, 1),
                               "persistent", "YYYY-MM-DDThh:mm:ssZ", ["identity"])

    def listMetadataFormats(self, identifier=None):
        return [("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
                 "http://www.openarchives.org/OAI/2.0/oai_dc/")]

    def listRecords(self, metadataPrefix, set=None, from_=None, until=None, cursor=0, batch_size=5):
        from oaipmh import common
        found = []
        for identifier, record in sorted(self.records().items()):
            changed = datetime.datetime.fromisoformat(record["changed"])
            if from_ and changed < from_:
                continue
            header = common.Header(None, identifier, changed, [], record["deleted"])
            metadata = None if record["deleted"] else common.Metadata(
                None, {"title": [record["title"]], "identifier": [f"https://entrepot.exemple.fr/{identifier}"]})
            found.append((header, metadata, None))
        return found[cursor:cursor + batch_size]


def oai_application(folder):
    import cgi
    from urllib.parse import parse_qs
    cgi.parse_qs = parse_qs  # pyoai 2.5 still looks for it there
    from oaipmh import metadata, server
    registry = metadata.MetadataRegistry()
    registry.registerWriter("oai_dc", server.oai_dc_writer)
    repository = server.BatchingServer(Repository(folder), registry, resumption_batch_size=5)

    def application(environment, start_response):
        from urllib.parse import parse_qsl
        contents = repository.handleRequest(dict(parse_qsl(environment["QUERY_STRING"])))
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(contents)))])
        return [contents]

    return application


def main():
    kind, folder = sys.argv[1], Path(sys.argv[2])
    logging.disable(logging.CRITICAL)
    load = load_csw if kind == "csw" else lambda _: None
    said, sys.stdout = sys.stdout, sys.stderr  # what the packages print is no answer
    load(folder)
    application = csw_application(folder) if kind == "csw" else oai_application(folder)
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, file=said, flush=True)
        for line in sys.stdin:
            if line.strip() == "load":
                load(folder)
                print("loaded", file=said, flush=True)
        server.shutdown()


if __name__ == "__main__":
    main()
