"""Real pairs of producers linked without labels, the key column hidden: drives link_bench and scores its links.

  python3 tests/acceptance/linking.py LINK_BENCH

Truth: ../shared/data/real/dedup/*.truth.json (two files each). Nothing is tuned: roles are named, thresholds are the
defaults. A pair counts as wrong when both records have a key of the truth and it is not the same.
"""
import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from report import Report

SHARED = Path(__file__).resolve().parents[2] / "../shared"
REAL = SHARED / "data/real"

# Per set: columns of the left and of the right file for each role, and the floor of recall and precision.
SETS = {
    "agri__mfr.siret": ({"organisation-name": "Raison sociale", "street-address": "Adresse"},
                        {"organisation-name": "Raison sociale", "street-address": "Adresse"}, .97, .98),
    "fs2020__fs2022.matricule": (
        {"organisation-name": "lib_france_services", "street-address": "ADRESSE", "insee-code": "insee_com",
         "postcode": "code_postal", "municipality": "lib_com", "latitude": "LATITUDE", "longitude": "LONGITUDE",
         "email": "CONTACT.MAIL", "phone": "TELEPHONE"},
        {"organisation-name": "lib_fs", "street-address": "adresse", "insee-code": "insee_com",
         "postcode": "code_postal", "municipality": "lib_com", "latitude": "latitude", "longitude": "longitude",
         "email": "mail", "phone": "telephone"}, .95, .98),
    "fr-esr-2021__fr-esr-2025.uai": (
        {"organisation-name": "uo_lib", "street-address": "adresse_uai", "postcode": "code_postal_uai",
         "municipality": "com_nom", "insee-code": "com_code", "siren": "siren", "website": "url",
         "phone": "numero_telephone_uai"},
        {"organisation-name": "libellé", "street-address": "Adresse", "postcode": "Code postal",
         "municipality": "Commune", "insee-code": "Code commune", "siren": "siren", "website": "site internet",
         "phone": "Numéro de téléphone"}, .93, .98),
    "prepa-apprentissage__datadock": (
        {"organisation-name": "raison_sociale", "street-address": "adresse", "municipality": "commune"},
        {"organisation-name": "RAISON_SOCIALE"}, .88, .98),
    "mfr__gesti-mfr.uai": (
        {"organisation-name": "Raison sociale", "street-address": "Adresse"},
        {"organisation-name": "uai_libelle_administratif", "street-address": "adressegeographique_ligne4",
         "municipality": "uai_commune", "phone": "uai_telephone", "email": "uai_mail", "website": "uai_siteweb"},
        0, 0),
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


def key_of(value):
    """A key as the truth writes it: without blanks."""
    return re.sub(r"\s", "", str(value if value is not None else "")).upper()


def prepare(truth, roles, folder):
    """One CSV of both files; returns the keys of each record by its new id."""
    keys = {}
    with open(folder / "records.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "source"] + ROLES)
        for side, columns in zip(("left", "right"), roles):
            for number, row in enumerate(rows(REAL / truth[side]["file"])):
                record = f"{side}-{number}"
                keys[record] = key_of(row.get(truth[side]["key_column"]))
                texts = [row.get(columns.get(role, ""), "") for role in ROLES]
                writer.writerow([record, side] + [" ".join(str("" if text in (None, "null") else text).split())
                                                  for text in texts])
    with open(folder / "truth.csv", "w", encoding="utf-8") as out:
        out.write("id,entity\n")
        out.writelines(f"{record},{key or record}\n" for record, key in keys.items())
    return keys


def score(clusters, keys):
    """Recall and precision of cross-file pairs between records with a key; the wrong pairs."""
    groups = {}
    for record, cluster in clusters.items():
        groups.setdefault(cluster, []).append(record)
    found = {(a, b) for members in groups.values() for a in members for b in members
             if a.startswith("left") and b.startswith("right") and keys[a] and keys[b]}
    by_key = {}
    for record, key in keys.items():
        if key and record.startswith("right"):
            by_key.setdefault(key, []).append(record)
    true = {(a, b) for a, key in keys.items() if key and a.startswith("left") for b in by_key.get(key, [])}
    right = found & true
    return len(right) / max(len(true), 1), len(right) / max(len(found), 1), found - true, len(true)


def check_set(report, bench, name):
    truth = json.loads((REAL / "dedup" / f"{name}.truth.json").read_text(encoding="utf-8"))
    left, right, recall_floor, precision_floor = SETS[name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        keys = prepare(truth, (left, right), folder)
        subprocess.run([bench, folder / "records.csv", folder / "truth.csv", "--source", "source", "--clusters",
                        folder / "clusters.csv"] + [f"{role}={role}" for role in ROLES], check=True,
                       stdout=subprocess.DEVNULL)
        with open(folder / "clusters.csv", encoding="utf-8") as lines:
            clusters = dict(csv.reader(lines))
        recall, precision, wrong, pairs = score(clusters, keys)
    report.check(recall >= recall_floor and precision >= precision_floor, name,
                 f"recall {recall:.4f} (floor {recall_floor}), precision {precision:.4f} (floor {precision_floor}), "
                 f"{pairs} true pairs, {len(wrong)} wrong")


def main():
    report = Report()
    if not REAL.exists():
        report.skip("real pairs", "../shared is absent")
    else:
        for name in SETS:
            if (REAL / "dedup" / f"{name}.truth.json").exists():
                check_set(report, sys.argv[1], name)
            else:
                report.skip(name, "its truth is absent")
    return report.summary()


if __name__ == "__main__":
    sys.exit(main())
