"""The files the bench reads, made once and kept in build/bench-data."""
import csv
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acceptance"))
from workspace import PROJECT, SHARED  # noqa: E402

CACHE = PROJECT / "build/bench-data"
COLUMNS = ("id,source,nom,siret,adresse,complement_adresse,code_postal,code_insee,commune,telephone,courriel,"
           "latitude,longitude,date_maj").split(",")


class Organisations:
    """Two snapshots of organisations: v1.csv, v2.csv, and changes.csv (id, change)."""

    def __init__(self, rows):
        self.rows = rows
        self.folder = CACHE / f"orgs-{rows}"
        if not (self.folder / "meta.json").exists():
            self._make()
        self.v1, self.v2 = self.folder / "v1.csv", self.folder / "v2.csv"

    def _make(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        generator = SHARED / "tools/gen_orgs/gen_orgs.py"
        print(f"making {self.rows} organisations, twice (kept in {self.folder})", file=sys.stderr)
        if generator.exists():
            subprocess.run([sys.executable, generator, "--n", str(self.rows), "--dup", "0.15", "--seed", "42", "--out",
                            self.folder], check=True, stdout=subprocess.DEVNULL)
        else:
            write_invented(self.folder, self.rows)

    def changes(self):
        """{change: set of ids}."""
        found = {}
        with open(self.folder / "changes.csv", newline="") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(row["change"], set()).add(row["id"])
        return found

    def as_json(self):
        return self._convert("v1.json", write_json)

    def as_xml(self):
        return self._convert("v1.xml", write_xml)

    def _convert(self, name, write):
        file = self.folder / name
        if not file.exists():
            aside = file.with_suffix(".new")
            with open(self.v1, newline="", encoding="utf-8") as lines, open(aside, "w", encoding="utf-8") as out:
                write(csv.DictReader(lines), out)
            aside.rename(file)
        return file


def write_json(rows, out):
    separator = "[\n"
    for row in rows:
        out.write(separator + json.dumps(row, ensure_ascii=False))
        separator = ",\n"
    out.write("\n]\n")


def write_xml(rows, out):
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<structures>\n')
    for row in rows:
        out.write("<structure>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in row.items() if value)
                  + "</structure>\n")
    out.write("</structures>\n")


def write_invented(folder, rows):
    """Without ../shared: rows of the same shape, with the same kinds of changes."""
    chance = random.Random(42)

    def row(number, edition=0, day=1):
        return [f"o{number}", "inventée", f"Association {number} de l'Exemple {edition}", "", f"{number % 90 + 1} rue de la Paix",
                "", f"{1000 + number % 9 * 10:05d}", "01053", "Bourg-en-Bresse", f"04740000{number % 100:02d}",
                f"contact{number}@exemple.fr", "46.2", "5.22", f"2026-01-{day:02d}"]

    order = list(range(rows))
    changes = []
    for name, snapshot in (("v1.csv", 1), ("v2.csv", 2)):
        chance.shuffle(order)
        with open(folder / name, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            for number in order:
                kind = number % 100
                if snapshot == 1 or kind > 4:
                    writer.writerow(row(number))
                elif kind == 0:
                    changes.append((f"o{number}", "deleted"))
                else:
                    edition, day = (0, 2) if kind == 4 else (1, 1 if kind == 3 else 2)
                    writer.writerow(row(number, edition, day))
                    changes.append((f"o{number}", {1: "modified", 2: "modified", 3: "modified_silent", 4: "touched"}[kind]))
            if snapshot == 2:
                for number in range(rows, rows + rows // 100):
                    writer.writerow(row(number))
                    changes.append((f"o{number}", "added"))
    with open(folder / "changes.csv", "w", newline="") as out:
        csv.writer(out).writerows([("id", "change"), *changes])
    (folder / "meta.json").write_text("{}\n")


def codes():
    """1,004,853 real rows, or None without ../shared."""
    packed = SHARED / "data/perf/codes-1m.csv.zst"
    if not packed.exists():
        return None
    file = CACHE / "codes-1m.csv"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(["zstd", "-dqf", packed, "-o", file], check=True)
    return file


def free_of(file):
    """How much room the bench's disk has, in bytes."""
    return shutil.disk_usage(file).free
