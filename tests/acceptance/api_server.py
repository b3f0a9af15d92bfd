"""A producer's API in this process: one list of records in the styles that live producers use, with their vices."""
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class ApiServer:
    """`records`: what it has now. `fault(style, page)`: called for every page; True = it has answered badly itself.
    `log`: (method, path, body) of each request."""

    def __init__(self, records):
        self.records, self.fault, self.log, self.token = records, lambda style, page: False, [], None
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.answer("")

            def do_POST(self):
                self.answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

            def answer(self, body):
                server.log.append((self.command, self.path, body))
                url = urlsplit(self.path)
                style = url.path.strip("/")
                status, headers, value = getattr(server, style)(parse_qs(url.query), body, self.headers)
                data = json.dumps(value).encode()
                self.send_response(status)
                for name, text in headers.items():
                    self.send_header(name, text)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_):  # clients that were killed
                pass

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_port}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def slice(self, style, start, size):
        """A page, or a fault that was asked for."""
        if self.fault(style, start // size + 1):
            return None
        return self.records[start:start + size]

    def page_of(self, style, start, size, value):
        rows = self.slice(style, start, size)
        return (503, {}, {"error": "later"}) if rows is None else (200, {}, value(rows))

    # -- one method per style: (query, body, headers) → (status, headers, value) -------------------------------------

    def drf(self, query, *_):
        """next-url with a Token, as Django REST framework: dora, emplois."""
        page, size = int(query.get("page", ["1"])[0]), int(query["page_size"][0])
        more = page * size < len(self.records)
        following = f"{self.base}/drf?page={page + 1}&page_size={size}&ordering=id" if more else None
        return self.page_of("drf", (page - 1) * size, size,
                            lambda rows: {"count": len(self.records), "next": following, "results": rows})

    def jsonapi(self, query, *_):
        """links.next.href, as Drupal: agefiph."""
        start = int(query.get("page[offset]", ["0"])[0])
        links = {"next": {"href": f"/jsonapi?page[offset]={start + 50}"}} if start + 50 < len(self.records) else {}
        return self.page_of("jsonapi", start, 50, lambda rows: {
            "data": [{"type": "node", "id": row["id"], "attributes": row} for row in rows], "links": links})

    def pages(self, query, *_):
        """page= until []: ma-boussole-aidants."""
        page = int(query["page"][0])
        return self.page_of("pages", (page - 1) * 40, 40, lambda rows: rows)

    def search(self, _query, body, headers):
        """POST with the page in the body and a JWT: soliguide."""
        if headers.get("Authorization") != "JWT jeton":
            return 401, {}, {}
        options = json.loads(body)["options"]
        return self.page_of("search", (options["page"] - 1) * options["limit"], options["limit"],
                            lambda rows: {"nbResults": len(self.records), "places": rows})

    def arcgis(self, query, *_):
        """exceededTransferLimit and dates as epoch milliseconds: cd35."""
        start = int(query["resultOffset"][0])
        return self.page_of("arcgis", start, 60, lambda rows: {
            "features": [{"attributes": row} for row in rows],
            **({"exceededTransferLimit": True} if start + 60 < len(self.records) else {})})

    def scroll(self, query, *_):
        """A cursor that is good for one walk."""
        start = int(re.sub(r"\D", "", query.get("cursor", ["0"])[0]) or 0)
        following = f"c{start + 30}" if start + 30 < len(self.records) else None
        return self.page_of("scroll", start, 30, lambda rows: {"items": rows, "meta": {"next": following}})

    def jeton(self, _query, body, _headers):
        """OAuth2 client credentials with a realm: france-travail."""
        asked = parse_qs(body)
        if asked.get("client_secret") != ["secret-de-test"] or asked.get("realm") != ["/partenaire"]:
            return 400, {}, {"error": "invalid_client"}
        self.token = f"jeton-{len(self.log)}"
        return 200, {}, {"access_token": self.token, "expires_in": 1499}

    def agences(self, _query, _body, headers):
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {}, {"error": "expired"}
        return 200, {}, self.records
