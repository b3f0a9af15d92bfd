"""Public sets of record linkage through the ordinary program: a schema file, a feed per producer, `moisson link`.

Truth: ../shared/data/linkage/*/truth.csv. Nothing is tuned to a set: roles are named, no labels are used, thresholds are
the defaults. Scores are over all pairs of the clusters that `moisson export` gives. Each set has what is asked of it
(pairwise F1), and a floor below which it has become worse. restaurants_okkam cannot reach what is asked of it by who
reaches fodors_zagats: 24 pairs of one name and one telephone are true there and false here.
"""
import csv
from collections import Counter
from math import comb

from workspace import SHARED, Workspace, describe

SETS = SHARED / "data/linkage"
KIND = "chose"
PERSON = {"person-name": "surname", "birth-date": "date_of_birth", "given-name": "given_name", "postcode": "postcode",
          "street-address": "street_number+address_1", "address-complement": "address_2", "municipality": "suburb"}

# Per set: the column of each role (columns joined by + stand behind one another), F1 asked, floor.
DATASETS = {
    "febrl3": (PERSON, .98, .99),
    "febrl4": (PERSON, .98, .99),
    "fodors_zagats": ({"organisation-name": "name", "street-address": "addr", "municipality": "city", "phone": "phone"},
                      .97, .97),
    "restaurants_okkam": ({"organisation-name": "name", "street-address": "street", "phone": "phone"}, .90, .83),
    "fake_1000": ({"person-name": "surname", "given-name": "first_name", "birth-date": "dob", "municipality": "city",
                   "email": "email"}, .80, .90),
    "historical_50k": ({"person-name": "surname", "given-name": "first_name", "birth-date": "dob",
                        "municipality": "birth_place", "postcode": "postcode_fake"}, .80, .80),
    "dblp_acm": ({"title": "title", "authors": "authors", "year": "year"}, .96, .955),
}


def field_of(role):
    return role.replace("-", "_")


def write_feeds(space, rows, roles):
    """A CSV file and a feed file for each producer of the set; returns the feeds' ids."""
    producers = {}
    for row in rows:
        producers.setdefault(row["source"], []).append(row)
    for producer, own in producers.items():
        file = space.root / f"{producer}.csv"
        with open(file, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["id"] + [field_of(role) for role in roles])
            for row in own:
                writer.writerow([row["id"]] + [" ".join(filter(None, (row[column] for column in columns.split("+"))))
                                               for columns in roles.values()])
        space.write_feed(f"source-{producer}", {"type": "csv", "url": f"file:{file}", "complete": True},
                         {KIND: {"id": "id", **{field_of(role): field_of(role) for role in roles}}})
    return [f"source-{producer}" for producer in producers]


def score(clusters, entities):
    """Precision and recall of pairs; `clusters`: sets of record ids, `entities`: the true thing of each record."""
    found = sum(comb(len(cluster), 2) for cluster in clusters)
    right = sum(comb(count, 2) for cluster in clusters for count in Counter(entities[one] for one in cluster).values())
    true = sum(comb(count, 2) for count in Counter(entities.values()).values())
    return right / max(found, 1), right / max(true, 1)


def read_rows(file):
    with open(file, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def check_set(report, name):
    roles, asked, floor = DATASETS[name]
    rows = read_rows(SETS / name / "records.csv")
    entities = {row["id"]: row["entity_id"] for row in read_rows(SETS / name / "truth.csv")}
    with Workspace() as space:
        space.write_kind(KIND, [{"name": "id", "role": "identifier", "required": True}]
                         + [{"name": field_of(role), "type": "string", "role": role} for role in roles])
        for feed in write_feeds(space, rows, roles):
            result = space.harvest(feed)
            if not report.check(result["exit"] == 0, f"{name}: {feed} is harvested", describe(result)):
                return
        linked = space.run("link", "--refit")
        if not report.check(linked.code == 0, f"{name}: linked", linked.told()):
            return
        clusters = {frozenset(source["id"] for source in record["sources"])
                    for record in space.exported(KIND).values()}
    precision, recall = score(clusters, entities)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    report.check(f1 >= floor, f"{name}: no worse than before",
                 f"F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f} ({len(rows)} records); asked {asked}"
                 + ("" if f1 >= asked else ", NOT reached"))


def check(report):
    for name in DATASETS:
        if (SETS / name / "truth.csv").exists():
            check_set(report, name)
        else:
            report.skip(name, "its truth is absent")
