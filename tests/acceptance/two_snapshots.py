"""A small invented producer with two successive snapshots, and what the referential must say after each."""
import csv
import json
import random

from workspace import Workspace

KIND = "lieu"
FIELDS = [{"name": "id", "role": "identifier", "required": True}, {"name": "nom", "type": "string"},
          {"name": "commune", "type": "string"}, {"name": "latitude", "type": "number"},
          {"name": "longitude", "type": "number"}, {"name": "date_maj", "type": "date", "role": "update-date"}]
FIELDS[3]["role"], FIELDS[4]["role"] = "latitude", "longitude"
COLUMNS = [field["name"] for field in FIELDS]
SEEN = ("nom", "commune", "date_maj")  # what is compared


def row(number, edition, chance):
    return {"id": f"L{number}", "nom": f"Lieu {number} {edition}", "commune": chance.choice(["Bourg", "Lyon", "Brest"]),
            "latitude": f"{46 + number % 100 / 100:.2f}", "longitude": f"{5 + number % 50 / 100:.2f}",
            "date_maj": f"2026-0{1 + edition % 9}-01"}


def snapshots(size, seed=1):
    """[first, second]: in the second 5 % are gone, 5 % are new and 10 % are edited; the order differs."""
    chance = random.Random(seed)
    first = [row(number, 0, chance) for number in range(size)]
    gone, edited = set(range(0, size, 20)), set(range(1, size, 10))
    second = [{**old, "nom": old["nom"] + " bis", "date_maj": "2026-02-01"} if index in edited else old
              for index, old in enumerate(first) if index not in gone]
    second += [row(size + number, 0, chance) for number in range(size // 20)]
    chance.shuffle(second)
    return [first, second]


def truth(records):
    """{source id: what must be exported of it}."""
    return {record["id"]: tuple(record[name] for name in SEEN) for record in records}


class TwoSnapshots(Workspace):
    """A workspace whose one feed alternates between the two snapshots and is published to a directory."""

    def __init__(self, size=5000, **options):
        super().__init__(**options)
        self.files, self.truths = [], []
        for number, records in enumerate(snapshots(size)):
            file = self.root / f"snapshot-{number}.csv"
            with open(file, "w", newline="", encoding="utf-8") as out:
                writer = csv.DictWriter(out, COLUMNS, delimiter=";")
                writer.writeheader()
                writer.writerows(records)
            self.files.append(file)
            self.truths.append(truth(records))
        self.current = self.root / "current.csv"
        self.write_kind(KIND, FIELDS)
        self.write_feed("lieux", {"type": "csv", "url": f"file:{self.current}", "complete": True},
                        {KIND: {name: name for name in COLUMNS}})

    def serve_snapshot(self, number):
        """The producer now publishes snapshot 0 or 1; by rename, as a careful producer does."""
        aside = self.root / "current.new"
        aside.write_bytes(self.files[number].read_bytes())
        aside.rename(self.current)

    def serve_half(self, number):
        """Half of snapshot 0 or 1, which a guard holds; what it says is then in `half`."""
        head, *rows = self.files[number].read_text().splitlines(keepends=True)
        kept = rows[:len(rows) // 2]
        self.current.write_text(head + "".join(kept))
        ids = {row.split(";", 1)[0] for row in kept}
        self.half = {key: value for key, value in self.truths[number].items() if key in ids}

    def referential(self):
        """{source id: …} as exported now."""
        return {key: tuple(record.get(name) for name in SEEN) for (_, key), record in self.exported(KIND).items()}

    def published(self):
        """{file name: {source id: …}} of every published data file; raises when one is half written."""
        found = {}
        for file in sorted(self.public.glob(f"{KIND}s.*")):
            if read := READERS.get(file.suffix):
                found[file.name] = {source_id(record): tuple(record.get(name) for name in SEEN)
                                    for record in read(file)}
        if (catalog := self.public / "catalog.jsonld").exists():
            json.loads(catalog.read_text())
        return found


def source_id(record):
    """The producer's own id: CSV writes sources as "lieux--L12", JSON as [{"feed", "id"}]."""
    sources = record["sources"]
    return sources.split("--", 1)[1] if isinstance(sources, str) else sources[0]["id"]


def read_csv(file):
    with open(file, newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines, strict=True))


READERS = {
    ".csv": read_csv,
    ".json": lambda file: json.loads(file.read_text()),
    ".ndjson": lambda file: [json.loads(line) for line in file.read_text().splitlines()],
    ".geojson": lambda file: [feature["properties"] for feature in json.loads(file.read_text())["features"]],
}
