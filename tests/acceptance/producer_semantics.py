"""What a producer's mapping of the national digital-inclusion map means: an interpreter of its own, which knows
nothing of moisson. The words of these files are French: `colonne`, `colonnes`, `joindre`, `dissocier`, `valeur`,
and lists of choices `cible` / `colonnes` / `termes` / `sauf`.

A choice gives its `cible` when one of its `colonnes` contains one of its `termes` and none of its `sauf`; without
`termes` when one of them is filled; without `colonnes` always; without `cible` it gives what its columns say, cut
at "|". Case, accents and the shape of apostrophes and dashes do not matter.
"""
import re
import unicodedata

VOIE_POSTCODE = re.compile(r"\b(\d{5})\b", re.ASCII)
VOIE_TOWN = re.compile(r"\b\d{5}\b\s*(\w+)", re.ASCII)


def fold(text):
    text = re.sub("[\u2019\u2018\u0060\u00b4\u02bc\u2032]", "'", str(text))
    text = re.sub("[\u2010-\u2015\u2212]", "-", text).replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " ".join(text.split())


def cell(row, column):
    return str(row.get(column, "")).strip() if column else ""


def first_filled(row, columns):
    return next((cell(row, column) for column in columns if cell(row, column)), "")


def street(row, config):
    return plain(row, config.get("adresse", {}), config)


def plain(row, rule, config, field=""):
    """A field that is one text."""
    if "valeur" in rule:
        return rule["valeur"]
    if "joindre" in rule:
        join = rule["joindre"]
        text = join["séparateur"].join(filter(None, (cell(row, column) for column in join["colonnes"])))
        return text or plain(row, join.get("ou", {}), config)
    if "dissocier" in rule:
        cut = rule["dissocier"]
        columns = [cut["colonne"]] if isinstance(cut["colonne"], str) else cut["colonne"]
        parts = [part.strip() for part in first_filled(row, columns).split(cut["séparateur"]) if part.strip()]
        return parts[cut["partie"]] if cut["partie"] < len(parts) else ""
    column = rule.get("colonne", "")
    if isinstance(column, list):
        return first_filled(row, column)
    if column == "" and field in ("code_postal", "commune"):
        found = (VOIE_POSTCODE if field == "code_postal" else VOIE_TOWN).search(street(row, config))
        return found[1] if found else ""
    return cell(row, column)


def holds(value, choice):
    if not value:
        return False
    if "termes" not in choice:
        return True
    text = fold(value)
    return any(fold(term) in text for term in choice["termes"]) and not any(
        fold(word) in text for word in choice.get("sauf", []))


def chosen(row, choices):
    """A field that is a list: no value twice, in the order of the choices."""
    found = []
    for choice in choices:
        if "cible" not in choice:
            for column in choice["colonnes"]:
                found += [part.strip() for part in cell(row, column).split("|") if part.strip()]
        elif "colonnes" not in choice or any(holds(cell(row, column), choice) for column in choice["colonnes"]):
            found.append(choice["cible"])
    return list(dict.fromkeys(found))


# What people write in a cell of hours, and what it means: a day's intervals, or those of each day of a week.
DAY_CELLS = {"9h-12h": "09:00-12:00", "14h-17h30": "14:00-17:30", "9h-12h / 14h-17h": "09:00-12:00,14:00-17:00"}
WORKING_DAYS = ("Mo", "Tu", "We", "Th", "Fr")
WEEK_CELLS = {
    "Du lundi au vendredi de 9h à 12h30 et de 14h à 17h": dict.fromkeys(WORKING_DAYS, "09:00-12:30,14:00-17:00"),
    "Mardi et jeudi 10h-18h": {"Tu": "10:00-18:00", "Th": "10:00-18:00"},
}


def hours(row, rule):
    """Opening hours: the text of a column that is written as OpenStreetMap does, else {day: intervals}."""
    if "jours" in rule:
        week = {}
        for day in rule["jours"]:
            columns = [day["colonne"]] if isinstance(day["colonne"], str) else day["colonne"]
            cells = [cell(row, column) for column in columns if cell(row, column)]
            if any(text not in DAY_CELLS for text in cells):
                return None
            if cells:
                week[day["osm"][:2]] = ",".join(DAY_CELLS[text] for text in cells)
        return week
    if "semaine" in rule:
        return WEEK_CELLS.get(cell(row, rule["semaine"]))
    return cell(row, rule.get("osm") or rule["colonne"])


def week_of(text):
    """`Mo-We,Fr 09:00-12:00; Sa 10:00-12:00` → {day: intervals}; the text itself when it is something else."""
    names, week = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], {}
    for part in str(text).split(";"):
        words = part.split()
        if len(words) != 2 or not re.fullmatch(r"(\d\d:\d\d-\d\d:\d\d,?)+", words[1]):
            return text
        for days in words[0].split(","):
            first, _, last = days.partition("-")
            if first not in names or (last and last not in names):
                return text
            for day in names[names.index(first):names.index(last or first) + 1]:
                week[day] = words[1]
    return week


def mapped(row, config):
    """The record that the mapping gives: field → text, list or week, filled fields only."""
    record = {}
    for field, rule in config.items():
        if field == "horaires":
            value = hours(row, rule)
        else:
            value = chosen(row, rule) if isinstance(rule, list) else plain(row, rule, config, field)
        if value:
            record[field] = value
    return record
