"""Real pairs of producers linked without labels, the key column hidden: drives link_bench and scores its links.

Truth: ../shared/data/real/dedup/*.truth.json (two files each). Nothing is tuned: roles are named, thresholds are the
defaults. A pair counts as wrong when both records have keys of the truth and none in common (a record may have several:
"0602099F;0951803U"); the wrong ones are listed. Each set has what is asked of it, and a floor below which it has become worse.
"""
import csv
import json
import re
import subprocess
import tempfile
from pathlib import Path

from workspace import binary

SHARED = Path(__file__).resolve().parents[2] / "../shared"
REAL = SHARED / "data/real"

# Per set: columns of the left and of the right file for each role, recall and precision asked, and their floors.
SETS = {
    "agri__mfr.siret": ({"organisation-name": "Raison sociale", "street-address": "Adresse"},
                        {"organisation-name": "Raison sociale", "street-address": "Adresse"}, (.97, .98), (.95, .99)),
    "fs2020__fs2022.matricule": (
        {"organisation-name": "lib_france_services", "street-address": "ADRESSE", "insee-code": "insee_com",
         "postcode": "code_postal", "municipality": "lib_com", "latitude": "LATITUDE", "longitude": "LONGITUDE",
         "email": "CONTACT.MAIL", "phone": "TELEPHONE"},
        {"organisation-name": "lib_fs", "street-address": "adresse", "insee-code": "insee_com",
         "postcode": "code_postal", "municipality": "lib_com", "latitude": "latitude", "longitude": "longitude",
         "email": "mail", "phone": "telephone"}, (.95, .98), (.945, .98)),
    "fr-esr-2021__fr-esr-2025.uai": (
        {"organisation-name": "uo_lib", "street-address": "adresse_uai", "postcode": "code_postal_uai",
         "municipality": "com_nom", "insee-code": "com_code", "siren": "siren", "website": "url",
         "phone": "numero_telephone_uai"},
        {"organisation-name": "libellé", "street-address": "Adresse", "postcode": "Code postal",
         "municipality": "Commune", "insee-code": "Code commune", "siren": "siren", "website": "site internet",
         "phone": "Numéro de téléphone"}, (.93, .98), (.98, .89)),
    "prepa-apprentissage__datadock": (
        {"organisation-name": "raison_sociale", "street-address": "adresse", "municipality": "commune"},
        {"organisation-name": "RAISON_SOCIALE"}, (.88, .98), (0, 0)),
    "mfr__gesti-mfr.uai": (
        {"organisation-name": "Raison sociale", "street-address": "Adresse"},
        {"organisation-name": "uai_libelle_administratif", "street-address": "adressegeographique_ligne4",
         "municipality": "uai_commune", "phone": "uai_telephone", "email": "uai_mail", "website": "uai_siteweb"},
        (0, 0), (0, .98)),
}
ROLES = ["organisation-name", "street-address", "postcode", "municipality", "insee-code", "latitude", "longitude",
         "siren", "phone", "email", "website"]


def rows(file):
    """Records of a CSV, JSON or GeoJSON file as dictionaries of texts."""
    text = file.read_bytes().decode("utf-8-sig", "replace")
    if file.suffix in (".json", ".geojson"):
        document = json.loads(text)
        records = document["features"] if isinstance(document, dict) else document
        for record in records:
            yield record.get("properties") or record.get("fields") or record
        return
    lines = text.splitlines(keepends=True)
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    yield from csv.DictReader(lines, delimiter=delimiter)


def keys_of(value):
    """Keys as the truth writes them: without blanks."""
    return set(re.sub(r"\s", "", str(value if value is not None else "")).upper().split(";")) - {""}


def prepare(truth, roles, folder):
    """One CSV of both files; returns the keys of each record by its new id."""
    keys = {}
    with open(folder / "records.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "source"] + ROLES)
        for side, columns in zip(("left", "right"), roles):
            for number, row in enumerate(rows(REAL / truth[side]["file"])):
                record = f"{side}-{number}"
                keys[record] = keys_of(row.get(truth[side]["key_column"]))
                texts = [row.get(columns.get(role, ""), "") for role in ROLES]
                writer.writerow([record, side] + [" ".join(str("" if text in (None, "null") else text).split())
                                                  for text in texts])
    with open(folder / "truth.csv", "w", encoding="utf-8") as out:
        out.write("id,entity\n")
        out.writelines(f"{record},{min(own, default=record)}\n" for record, own in keys.items())
    return keys


def score(clusters, keys):
    """Recall and precision of cross-file pairs between records with a key; the wrong pairs."""
    groups = {}
    for record, cluster in clusters.items():
        groups.setdefault(cluster, []).append(record)
    found = {(a, b) for members in groups.values() for a in members for b in members
             if a.startswith("left") and b.startswith("right") and keys[a] and keys[b]}
    by_key = {}
    for record, own in keys.items():
        for key in own if record.startswith("right") else ():
            by_key.setdefault(key, []).append(record)
    true = {(a, b) for a, own in keys.items() if a.startswith("left") for key in own for b in by_key.get(key, [])}
    right = found & true
    return len(right) / max(len(true), 1), len(right) / max(len(found), 1), found - true, len(true)


def names_of(folder):
    with open(folder / "records.csv", newline="", encoding="utf-8") as lines:
        return {row["id"]: f"{row['organisation-name']}, {row['street-address']} {row['municipality']}"[:90]
                for row in csv.DictReader(lines)}


def check_set(report, bench, name):
    truth = json.loads((REAL / "dedup" / f"{name}.truth.json").read_text(encoding="utf-8"))
    left, right, asked, floor = SETS[name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        keys = prepare(truth, (left, right), folder)
        subprocess.run([bench, folder / "records.csv", folder / "truth.csv", "--source", "source", "--clusters",
                        folder / "clusters.csv"] + [f"{role}={role}" for role in ROLES], check=True,
                       stdout=subprocess.DEVNULL)
        with open(folder / "clusters.csv", encoding="utf-8") as lines:
            clusters = dict(csv.reader(lines))
        recall, precision, wrong, pairs = score(clusters, keys)
        names = names_of(folder)
    reached = recall >= asked[0] and precision >= asked[1]
    report.check(recall >= floor[0] and precision >= floor[1], f"{name}: no worse than before",
                 f"recall {recall:.4f}, precision {precision:.4f}, {pairs} true pairs, {len(wrong)} wrong; asked "
                 f"{asked[0]} / {asked[1]}" + ("" if reached else ", NOT reached"))
    for a, b in sorted(wrong):
        report.note(f"linked, but other keys: {names[a]} | {names[b]}")


def check(report):
    bench = binary().parent / "tests/link_bench"
    if not bench.exists():
        return report.skip("real-links", f"{bench} is not built: cmake --build --preset release --target link_bench")
    for name in SETS:
        if (REAL / "dedup" / f"{name}.truth.json").exists():
            check_set(report, bench, name)
        else:
            report.skip(name, "its truth is absent")
