"""The 46 mapping files of real producers: each rewritten as a feed file, accepted by `check`, and compared, row by
row, with an interpreter of its own."""
import csv
import json
import zlib

import producer_semantics
from producer_feed import RENAMED, CannotExpress, Feed
from producer_rows import rows_of
from workspace import SHARED, Workspace

CONFIGS = SHARED / "data/data-inclusion/producer-configs"
NUMBER = "n°"


def check(report):
    files = sorted(CONFIGS.glob("*.config.json"))
    report.check(bool(files), "mapping files found", str(len(files)))
    impossible, equal = [], 0
    for file in files:
        name = file.name.removesuffix(".config.json")
        config = json.loads(file.read_text())
        try:
            equal += check_config(report, name, config)
        except CannotExpress as reason:
            impossible.append(f"{name}: {reason}")
    report.check(not impossible, "cannot be expressed: nothing", "; ".join(impossible))
    report.same("mappings that give the same records", equal, len(files))


def check_config(report, name, config):
    feed = Feed(config)
    rows = [{NUMBER: f"{number:05}", **row} for number, row in enumerate(rows_of(config, zlib.crc32(name.encode())))]
    with Workspace() as workspace:
        workspace.write_kind("lieu", kind_fields(feed.fields))
        data = workspace.root / ("lieux.json" if feed.nested else "lieux.csv")
        write_json(data, rows) if feed.nested else write_csv(data, rows)
        source = {"type": data.suffix[1:], "url": data.as_uri(), "complete": True}
        file = workspace.write_feed(name, source, {"lieu": feed.mapping})
        outcome = workspace.run("check", file)
        if not report.check(outcome.code == 0, f"check accepts {name}", "" if outcome.code == 0 else outcome.told(900)):
            return False
        outcome = workspace.run("try", file, "--json", "--limit", len(rows))
        try:
            sample = json.loads(outcome.out)["sample"]
        except (ValueError, KeyError):
            return report.check(False, f"try of {name}", outcome.told())
    return compare(report, name, config, rows, sample)


def compare(report, name, config, rows, sample):
    wrong = []
    for row, record in zip(rows, sample):
        seen = dict((record["after"] or {}).get("lieu", {}))
        wanted = {RENAMED.get(field, field): value
                  for field, value in producer_semantics.mapped(row, config).items()}
        if isinstance(wanted.get("horaires"), dict) and "horaires" in seen:
            seen["horaires"] = producer_semantics.week_of(seen["horaires"])
        if seen != wanted:
            fields = [field for field in {**seen, **wanted} if seen.get(field) != wanted.get(field)]
            wrong.append(f"row {row[NUMBER]} {fields[0]}: {seen.get(fields[0])!r}, expected {wanted.get(fields[0])!r}")
    detail = f"{len(rows)} rows, {len(config)} fields" if not wrong else f"{len(wrong)} rows differ: {wrong[0]}"
    return report.check(not wrong and len(sample) == len(rows), f"{name} gives the same records",
                        detail if len(sample) == len(rows) else f"{len(sample)} of {len(rows)} rows came out")


def kind_fields(fields):
    return [{"name": "source", "role": "source", "title": "Source"},
            {"name": "id", "role": "identifier", "required": True, "title": "Identifiant"}] + [
        {"name": field, "title": field, **({"list": True} if is_list else {})}
        for field, is_list in fields.items()]


def write_csv(file, rows):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def write_json(file, rows):
    file.write_text(json.dumps([nested(row) for row in rows], ensure_ascii=False))


def nested(row):
    """{"a.b": 1, "c.0": 2} → {"a": {"b": 1}, "c": [2]}."""
    tree = {}
    for column, text in row.items():
        *path, last = column.split(".")
        at = tree
        for step in path:
            at = at.setdefault(step, {})
        at[last] = text
    return as_lists(tree)


def as_lists(tree):
    if not isinstance(tree, dict):
        return tree
    if tree and all(key.isdigit() for key in tree):
        return [as_lists(tree.get(str(i))) for i in range(max(map(int, tree)) + 1)]
    return {key: as_lists(value) for key, value in tree.items()}
