"""Successive versions of real public files against the true changes between them (../shared/data/real/truth)."""
import csv
import json
import re
import shutil

from report import sample
from workspace import SHARED, Workspace, describe

REAL = SHARED / "data/real"
KIND = "fiche"

FRANCE_SERVICES_2022 = {  # columns of 2020 -> columns of 2022
    "MATRICULE": "id_fs", "lib_france_services": "lib_fs", "ADRESSE": "adresse",
    "COMPLEMENT.D.ADRESSE": "complement_adresse", "CONTACT.MAIL": "mail", "TELEPHONE": "telephone",
    "LATITUDE": "latitude", "LONGITUDE": "longitude", "Commentaire.horaires": "commentaire",
    "ITINERANCE": "itinerance", "FORMAT_FS": "format_fs", "Labellisation": "labellisation"}

CODES_SOURCES_V1 = dict(zip(  # the producer translated every header, in place
    "nom organisation_nom plateforme repertoire_url description est_fork est_archive date_creation"
    " derniere_mise_a_jour derniere_modification page_accueil nombre_stars nombre_forks licence"
    " nombre_issues_ouvertes langage topics software_heritage_exists software_heritage_url".split(),
    "name organization_name platform repository_url description is_fork is_archived creation_date last_update"
    " last_modification homepage stars_count forks_count license open_issues_count language topics"
    " software_heritage_exists software_heritage_url".split()))

# Per data set: how its columns were renamed, and under what path its values stand in a JSON record.
DATASETS = {
    "france-services-2020": {},
    "france-services-2020-2022": {"renamed": FRANCE_SERVICES_2022},
    "data-inclusion-services": {},
    "hub-du-sud": {},
    "centres-vaccination": {},
    "codes-sources-repositories": {"renamed": CODES_SOURCES_V1},
    "fr-esr-csv": {},
    "fr-esr-json": {"below": "fields"},
}


class Version:
    """One published file: its format and its columns."""

    def __init__(self, file, below=None):
        self.file = file
        self.below = below
        self.lists = set()  # columns that hold several values: joined, so that their order counts as in the truth
        self.type = {".csv": "csv", ".geojson": "geojson"}.get(file.suffix)
        if self.type == "csv":
            with open(file, encoding="utf-8-sig", newline="") as lines:
                head = lines.readline()
                lines.seek(0)
                delimiter = ";" if head.count(";") > head.count(",") else ","
                self.columns = set(next(csv.reader(lines, delimiter=delimiter)))
        else:
            self.columns = self._json_columns(json.loads(file.read_text(encoding="utf-8-sig")))

    def _json_columns(self, document):
        if isinstance(document, dict):
            self.type = "geojson"
            return {"@geometry"}.union(*(feature["properties"] for feature in document["features"]))
        self.type = "json"
        self.lists = {key for record in document for key, value in record.items() if isinstance(value, list)}
        if not self.below:
            return set().union(*document)
        inner = set().union(*(record[self.below] for record in document))
        return inner | {"@" + key for record in document for key in record if key != self.below}

    def selector(self, column):
        """The column as a feed file names it."""
        if self.type == "csv":
            return column
        path = column.lstrip("@").replace("~", "~0").replace("/", "~1")
        if column.startswith("@"):
            return "/" + path if self.type == "geojson" else path
        return f"{self.below}/{path}" if self.below else path


class Pair:
    """Two successive versions, and which column of the one is which of the other."""

    def __init__(self, truth, pair, renamed=None, below=None):
        self.truth, self.pair = truth, pair
        self.old = Version(REAL / pair["old"], below)
        self.new = Version(REAL / pair["new"], below)
        renamed = renamed or {}
        volatile = set(pair["volatile_columns"]) - {truth["date_field"]}
        self.columns = []  # (name in the truth, old column, new column)
        for old in sorted(self.old.columns):
            new = renamed[old] if renamed.get(old) in self.new.columns else old
            if new in self.new.columns and not volatile & {old, new}:
                self.columns.append((new if new == truth["date_field"] else old, old, new))

    def fields(self):
        """The invented kind: one text field per common column."""
        fields = [{"name": "id", "role": "identifier", "required": True}]
        for index, (name, _, _) in enumerate(self.columns):
            field = {"name": f"f{index:03d}", "type": "text"}
            if name == self.truth["date_field"]:
                field.update(type="string", role="update-date")
            fields.append(field)
        return fields

    def mapping(self, version=None):
        """Schema field -> column(s); of one version, or of both when they have the same format."""
        def select(old, new):
            if version:
                return version.selector(old if version is self.old else new)
            if {old, new} & (self.old.lists | self.new.lists):
                return {"path": self.new.selector(new), "pick": "join", "join": "|"}
            names = list(dict.fromkeys((self.old.selector(old), self.new.selector(new))))
            key = "columns" if self.old.type == "csv" else "paths"
            return names[0] if len(names) == 1 else {key: names, "pick": "first-non-empty"}

        mapped = {"id": self._identifier(select)}
        for index, (_, old, new) in enumerate(self.columns):
            mapped[f"f{index:03d}"] = select(old, new)
        return mapped

    def _identifier(self, select):
        parts = self.truth["id"]
        if isinstance(parts, list):
            return {"template": "|".join(f"{{{select(part, part)}}}" for part in parts)}
        for _, old, new in self.columns:
            if parts in (old, new):
                return select(old, new)
        raise ValueError(f"no column {parts}")


def plain(identifier):
    """1.0 and 1 are one id, as in the truth."""
    return re.sub(r"^(-?\d+)\.0+$", r"\1", identifier)


def put(workspace, pair, version):
    """Makes `version` what the producer now publishes."""
    current = workspace.root / "current"
    shutil.copyfile(version.file, current)
    mixed = pair.old.type != pair.new.type
    workspace.write_feed("flux", {"type": version.type, "url": f"file:{current}", "complete": True},
                         {KIND: pair.mapping(version if mixed else None)})


def check_pair(report, name, pair):
    truth = pair.pair
    with Workspace() as workspace:
        workspace.write_kind(KIND, pair.fields())
        put(workspace, pair, pair.old)
        first = workspace.harvest("flux")
        if not report.check(first["exit"] == 0 and first["records"]["created"] == truth["old_ids"],
                            f"{name} first harvest", describe(first) + first["said"][-300:] * (first["exit"] != 0)):
            return
        if not truth["old_duplicate_ids"]:
            report.same(f"{name} rows without id are quarantined", first["records"]["rejected"],
                        truth["old_missing_id"])
        put(workspace, pair, pair.new)
        second = workspace.harvest("flux")
        gone = truth["counts"]["removed"]
        if gone > 10 and gone > 0.2 * truth["old_ids"]:
            report.check(second["result"] == "held", f"{name} held: {gone} of {truth['old_ids']} vanish",
                         describe(second))
        if second["result"] == "held":
            approve(report, workspace, name, second)
        elif not report.check(second["exit"] == 0, f"{name} second harvest", describe(second)):
            return
        compare(report, name, truth, pair.truth["date_field"], workspace.changes("flux", second["result"]), second)
        again = workspace.harvest("flux", "--full")
        report.check(again["result"] == "unchanged", f"{name} the same again changes nothing", describe(again))


def approve(report, workspace, name, run):
    outcome = workspace.run("approve", "flux", "--reason", "the removal is genuine")
    report.check(outcome.code == 0, f"{name} approved", f"held by {run['guard']}" + outcome.told() * (outcome.code != 0))


def compare(report, name, truth, date_field, changes, run):
    created, updated, withdrawn = (set(map(plain, changes[word])) for word in ("created", "updated", "withdrawn"))
    report.same(f"{name} created == added", created, set(truth["added"]))
    report.same(f"{name} withdrawn == removed", withdrawn, set(truth["removed"]))
    unclear = set(truth["old_duplicate_ids"]) | set(truth["new_duplicate_ids"])
    business = set(truth["changed_business"]) - unclear
    ignored = set(truth["volatile_columns"]) | {date_field}
    date_only = {key for key in business if set(truth["changed_fields"].get(key, ())) <= ignored} if date_field else set()
    report.within(f"{name} changed_business ⊆ updated", business - date_only, updated)
    if date_only:
        report.check(run["records"]["touched"] >= len(date_only), f"{name} date-only changes are touched",
                     f"{run['records']['touched']}, at least {len(date_only)} expected")
    report.within(f"{name} updated ⊆ changed_raw", updated - unclear, set(truth["changed_raw"]),
                  f"{len(updated)} within {len(truth['changed_raw'])}"
                  + (f" ({len(unclear)} duplicate ids left out)" if unclear else ""))
    strays = updated & unclear - set(truth["changed_raw"])
    if strays:
        report.note(f"{name}: {len(strays)} duplicate ids updated beyond the truth's choice ({sample(strays)})")


def check_dataset(report, name):
    truth = json.loads((REAL / "truth" / f"{name}.truth.json").read_text())
    for number, step in enumerate(truth["pairs"], 1):
        pair = Pair(truth, step, **DATASETS[name])
        check_pair(report, f"{name} {number}/{len(truth['pairs'])}", pair)
