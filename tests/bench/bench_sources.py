"""What sources cost: decoders alone, a large compressed file, and a thousand feeds that have nothing new."""
import subprocess
import sys
import threading

import measure
from workspace import PROJECT, binary

SELECTORS = ("id", "nom", "siret", "adresse", "commune")
# What is asked of each decoder, as its processor time a byte over a peer's: 1000, 400 and 100 MB/s on the machine
# where nlohmann's SAX parser read 103 MB/s of JSON and expat 124 MB/s of XML, both without doing anything.
ASKED = {"CSV": ("nlohmann", 103 / 1000), "JSON": ("nlohmann", 103 / 400), "XML": ("expat", 124 / 100)}


def decode_bench():
    return binary().parent / "tests/decode_bench"


def rate(*command):
    """Megabytes per second of processor time, best of three."""
    done = subprocess.run([str(decode_bench()), *map(str, command)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[-200:])
    return float(done.stdout.splitlines()[-1].split(" s, ")[1].split(" MB/s")[0])


def decoders(table, organisations):
    """Each decoder against a well-known parser that does nothing with what it reads."""
    if not decode_bench().exists():
        return table.skip("decoders", f"{decode_bench()} is not built: cmake --build --preset release --target decode_bench")
    files = {"CSV": organisations.v1, "JSON": organisations.as_json(), "XML": organisations.as_xml()}
    peers = {"nlohmann": rate("nlohmann", files["JSON"]), "expat": rate("expat", files["XML"])}
    for name, records in (("CSV", None), ("JSON", ""), ("XML", "/structures/structure")):
        ours = rate(name.lower(), files[name], *([] if records is None else [records, *SELECTORS]))
        peer, asked = ASKED[name]
        table.add(f"decode {name}: processor time of a byte / {peer}", peers[peer] / ours, asked, "×",
                  f"{ours:.0f} MB/s, {peer} {peers[peer]:.0f} MB/s")


REPEAT = r"""
import gzip, sys
text = open(sys.argv[1], "rb").read()
first, last = text.index(b"<structure>"), text.rindex(b"</structures>")
with gzip.open(sys.argv[2], "wb", compresslevel=1) as out:
    out.write(text[:first])
    for _ in range(max(1, int(sys.argv[3]) * 1_000_000 // (last - first))):
        out.write(text[first:last])
    out.write(text[last:])
"""


def large_gzip(table, organisations, folder, megabytes=2000):
    """An XML file of that size, gzip-coded, decoded as a stream."""
    if not decode_bench().exists():
        return
    file = folder / "large.xml.gz"
    # By a program of its own: a child's peak includes what its parent held when it was started.
    subprocess.run([sys.executable, "-c", REPEAT, str(organisations.as_xml()), str(file), str(megabytes)], check=True)
    cost = measure.run([decode_bench(), "xml", file, "/structures/structure", *SELECTORS])
    table.add(f"{megabytes / 1000:g} GB of gzip XML: peak memory", cost.megabytes, 96, "MB", cost.out.splitlines()[-1])
    file.unlink()


SERVER = r"""
import asyncio
BODY = 'Identifiant;Nom;Maj;Ville;CP\r\n1;Accueil;2026-01-15;Lyon;69003\r\n'.encode()
async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b'\r\n\r\n')
            known = b'if-none-match' in head.lower()
            writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n' if known else
                         b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: %d\r\n\r\n' % len(BODY) + BODY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def nothing_new(table, workspace, feeds=1000):
    """Feeds that are asked on condition and answer 304: rate and processor time of `run --all`."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    threading.Timer(300, server.kill).start()
    port = int(server.stdout.readline())
    workspace.configure('[http.client]\nallow_private = ["127.0.0.0/8"]\nconnections_per_host = 16\n'
                        'requests_per_second_per_host = 1000\n', schemas=PROJECT / "config/schemas")
    for number in range(feeds):
        workspace.write_feed(f"flux-{number:04d}", {"type": "csv", "url": f"http://127.0.0.1:{port}/{number}.csv",
                                                    "complete": True, "limits": {"requests_per_second": 1000}},
                             {"structure": {"id": "Identifiant", "nom": "Nom", "date_maj": "Maj", "commune": "Ville",
                                            "code_postal": "CP"}})
    measure.run(workspace.command("run", "--all"))
    done, processor = processor_seconds(workspace.command("run", "--all"))
    if done.returncode != 0:
        server.kill()
        return table.exact("304: runs that changed nothing", (done.stderr or done.stdout).strip()[-200:], feeds)
    table.exact("304: runs that changed nothing", done.stdout.count("unchanged"), feeds)
    cost = measure.run(workspace.command("run", "--all"))
    table.add("304: conditional requests a second (1 / s)", 1 / (feeds / cost.seconds), 1 / 500, "s", f"{feeds / cost.seconds:.0f} a second")
    table.add("304: processor time of a feed without news", 1000 * processor / feeds, 1.0, "ms")
    server.kill()
