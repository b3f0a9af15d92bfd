"""Linking: quality and time of a whole referential and of a day's changes, beside DuckDB in the same run.

The peer is what an analyst writes in SQL: names and addresses made plain, seven block keys with a limit, Jaro-Winkler
and points, connected components. It keeps nothing: no identifiers that stay, no history, no merged record.
"""
import importlib.util
import re
import shutil
import subprocess
import sys

import measure
from workspace import binary

ROLES = {"organisation-name": "nom", "siret": "siret", "street-address": "adresse",
         "address-complement": "complement_adresse", "postcode": "code_postal", "insee-code": "code_insee",
         "municipality": "commune", "phone": "telephone", "email": "courriel", "latitude": "latitude",
         "longitude": "longitude"}
# Asked of us, over what DuckDB needed where both were first measured: 15 s of 27.5, 2.3 s of 2.45.
WHOLE, DELTA = 15 / 27.5, 2.3 / 2.45

DUCKDB = r"""
import sys, time, duckdb
v1, v2 = sys.argv[1:3]
db = duckdb.connect()
db.execute("SET threads = 2; SET preserve_insertion_order = false")

def prepare(table, file):
    db.execute(f'''CREATE OR REPLACE TABLE {table} AS
      WITH plain AS (SELECT id, siret, latitude, longitude,
          trim(regexp_replace(lower(strip_accents(coalesce(nom, ''))), '[^a-z0-9]+', ' ', 'g')) AS nom,
          trim(regexp_replace(lower(strip_accents(coalesce(adresse, ''))), '[^a-z0-9]+', ' ', 'g')) AS adresse,
          left(coalesce(code_postal, ''), 2) || trim(regexp_replace(lower(strip_accents(coalesce(commune, ''))),
              '[^a-z]+', ' ', 'g')) AS zone,
          regexp_replace(coalesce(telephone, ''), '[^0-9]', '', 'g') AS telephone, lower(coalesce(courriel, '')) AS courriel
        FROM read_csv('{file}', header = true, all_varchar = true))
      SELECT * FROM plain''')

def keys(table):
    return f'''SELECT id, unnest([
        CASE WHEN siret <> '' THEN 's' || siret END, CASE WHEN telephone <> '' THEN 'p' || telephone END,
        CASE WHEN courriel <> '' THEN 'e' || courriel END, 'n' || zone || left(nom, 5), 'x' || zone || right(nom, 6),
        CASE WHEN adresse <> '' THEN 'a' || zone || adresse END,
        CASE WHEN latitude <> '' THEN 'g' || left(latitude, 6) || left(longitude, 6) || left(nom, 4) END]) AS key
      FROM {table}'''

POINTS = '''SELECT a, b FROM (SELECT p.a, p.b, jaro_winkler_similarity(x.nom, y.nom) AS name,
      CASE WHEN x.siret <> '' AND y.siret <> '' THEN CASE WHEN x.siret = y.siret THEN 8 ELSE -4 END ELSE 0 END
      + CASE WHEN x.telephone <> '' AND y.telephone <> '' THEN CASE WHEN x.telephone = y.telephone THEN 4 ELSE -1 END
        ELSE 0 END
      + CASE WHEN x.courriel <> '' AND y.courriel <> '' THEN CASE WHEN x.courriel = y.courriel THEN 4 ELSE -1 END ELSE 0 END
      + CASE WHEN x.zone = y.zone THEN 2 ELSE -4 END
      + CASE WHEN x.adresse <> '' AND y.adresse <> '' THEN
          CASE WHEN x.adresse = y.adresse THEN 5
               WHEN jaro_winkler_similarity(x.adresse, y.adresse) > 0.93 THEN 4 ELSE -2 END ELSE 0 END AS points
    FROM pairs p JOIN o x ON x.id = p.a JOIN o y ON y.id = p.b)
  WHERE points + CASE WHEN name > 0.97 THEN 6 WHEN name > 0.9 THEN 4 WHEN name > 0.8 THEN 1 ELSE -6 END > 9'''

def components():
    db.execute("CREATE OR REPLACE TABLE label AS SELECT id, id AS c FROM o")
    for _ in range(4):
        db.execute('''CREATE OR REPLACE TABLE label AS SELECT l.id, least(l.c, coalesce(min(n.c), l.c)) AS c FROM label l
          LEFT JOIN (SELECT a AS id, c FROM same JOIN label ON label.id = b UNION ALL
                     SELECT b AS id, c FROM same JOIN label ON label.id = a) n ON n.id = l.id GROUP BY l.id, l.c''')

def limited(table):
    return f"SELECT key FROM {table} WHERE key IS NOT NULL GROUP BY key HAVING count(*) BETWEEN 2 AND 60"

start = time.monotonic()
prepare("o", v1)
db.execute(f"CREATE TABLE k AS {keys('o')}")
db.execute(f'''CREATE TABLE pairs AS SELECT DISTINCT x.id AS a, y.id AS b FROM k x JOIN k y ON x.key = y.key AND x.id < y.id
  WHERE x.key IN ({limited('k')})''')
db.execute("CREATE TABLE same AS " + POINTS)
components()
whole = time.monotonic() - start
start = time.monotonic()
prepare("n", v2)
db.execute('''CREATE TABLE changed AS SELECT n.* FROM n LEFT JOIN o USING (id) WHERE o.id IS NULL OR o.nom <> n.nom OR
  o.adresse <> n.adresse OR o.zone <> n.zone OR o.telephone <> n.telephone OR o.courriel <> n.courriel OR
  coalesce(o.siret, '') <> coalesce(n.siret, '')''')
db.execute("DELETE FROM same WHERE a IN (SELECT id FROM changed) OR b IN (SELECT id FROM changed)")
db.execute("CREATE OR REPLACE TABLE o AS SELECT * FROM n")
db.execute(f"CREATE TABLE kc AS {keys('changed')}")
db.execute(f'''CREATE OR REPLACE TABLE pairs AS SELECT DISTINCT x.id AS a, y.id AS b FROM kc x JOIN k y ON x.key = y.key AND
  x.id <> y.id WHERE x.key IN ({limited('k')})''')
db.execute("INSERT INTO same " + POINTS)
components()
print(f"{whole:.3f} {time.monotonic() - start:.3f}")
"""


def link_bench(name):
    return binary().parent / "tests" / name


def quality(table, organisations):
    """Pairs of clusters against the truth of the generated file, at the default threshold."""
    done = measure.run([link_bench("link_bench"), organisations.v1, organisations.folder / "truth.csv", "--source",
                        "source", *(f"{role}={column}" for role, column in ROLES.items())])
    scores = re.search(r"clusters, pairwise: precision ([\d.]+) recall ([\d.]+) F1 ([\d.]+)", done.out)
    if not scores:
        return table.exact("linking: quality", (done.out + done.err).strip()[-200:], "scores")
    precision, recall, f1 = map(float, scores.groups())
    asked = 0.95 if organisations.rows > 500_000 else 0.97
    table.add(f"linking {organisations.rows}: 1 - F1 of pairs", 1 - f1, 1 - asked, "",
              f"precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")


def step(out, name):
    """Seconds, megabytes and the line below of one step of link_store_bench."""
    found = re.search(rf"{name} +([\d.]+) s .*?peak\s+(\d+) kB\n(.*)", out)
    return float(found[1]), int(found[2]) / 1024, found[3].strip()


def times(table, organisations, folder):
    shutil.rmtree(folder / "links", ignore_errors=True)
    done = measure.run([link_bench("link_store_bench"), folder / "links", organisations.v1, organisations.v2])
    shutil.rmtree(folder / "links", ignore_errors=True)
    if done.code != 0:
        return table.exact("linking: the store", done.err.strip()[-200:], "")
    whole, whole_memory, _ = step(done.out, "link as a whole")
    delta, delta_memory, said = step(done.out, "link the changes")
    theirs = duckdb_times(organisations)
    if theirs:
        table.add("linked as a whole, kept: time / DuckDB", whole / theirs[0], WHOLE, "×", f"{whole:.1f} s / {theirs[0]:.1f} s")
        table.add("changes linked, kept: time / DuckDB", delta / theirs[1], DELTA, "×", f"{delta:.2f} s / {theirs[1]:.2f} s")
    else:
        table.skip("linking beside DuckDB", f"duckdb is not installed; ours: {whole:.1f} s, changes {delta:.2f} s")
    table.add("linked as a whole, kept: peak memory", whole_memory, 1024, "MB")
    table.add("changes linked, kept: peak memory", delta_memory, 200, "MB", said)


def duckdb_times(organisations):
    if importlib.util.find_spec("duckdb") is None:
        return None
    done = subprocess.run([sys.executable, "-c", DUCKDB, str(organisations.v1), str(organisations.v2)], text=True,
                          capture_output=True)
    if done.returncode != 0:
        print(f"DuckDB: {done.stderr.strip()[-400:]}", file=sys.stderr)
        return None
    return tuple(map(float, done.stdout.split()[-2:]))  # before them, DuckDB may have drawn its progress
