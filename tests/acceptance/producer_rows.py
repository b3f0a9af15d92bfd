"""Rows invented from a mapping's own columns and terms: each choice met, each of its exceptions met, and mixtures."""
import random

from producer_semantics import DAY_CELLS, WEEK_CELLS

COLUMNS_PER_CHOICE = 3
MIXTURES = 40


def columns_of(rule):
    """Columns that a rule of a mapping reads, whatever its form."""
    if isinstance(rule, list):
        return [column for choice in rule for column in columns_of(choice)]
    if not isinstance(rule, dict):
        return []
    found = []
    for key, value in rule.items():
        if key in ("colonne", "colonnes", "osm", "semaine"):
            found += [value] if isinstance(value, str) else value
        elif key == "jours":
            found += [column for day in value for column in columns_of({"colonne": day["colonne"]})]
        else:
            found += columns_of(value)
    return [column for column in dict.fromkeys(found) if column]


def samples(config):
    """A plausible text for each plain field's columns."""
    texts = {}
    for field, rule in config.items():
        if isinstance(rule, list):
            continue
        for number, column in enumerate(columns_of(rule)):
            texts[column] = f"{field} {number}"
        if field == "horaires":
            texts.update(hours_cells(rule, 0))
        elif "dissocier" in rule:
            for column in columns_of(rule):
                texts[column] = "46.2044" + rule["dissocier"]["séparateur"] + " 5.2255"
        elif field == "adresse":
            for column in columns_of(rule)[-1:]:
                texts[column] = "12 rue de l’Église 01000 Bourg"
    return texts


def hours_cells(rule, number):
    """The cells of a rule of hours; `number` chooses how they are written."""
    if "jours" in rule:
        cells, texts = list(DAY_CELLS), {}
        for i, day in enumerate(rule["jours"]):
            columns = columns_of({"colonne": day["colonne"]})
            # a morning and an afternoon, or one cell that says it all
            chosen = cells[:2] if len(columns) == 2 else [cells[(number + i) % len(cells)]]
            texts.update(zip(columns, chosen))
        return texts
    if "semaine" in rule:
        return {rule["semaine"]: list(WEEK_CELLS)[number % len(WEEK_CELLS)]}
    return {rule.get("osm") or rule["colonne"]: "Mo-Fr 09:00-12:00"}


def rows_of(config, seed):
    dice = random.Random(seed)
    base = samples(config)
    rows = [base, dict(list(base.items())[::2]), dict(list(base.items())[1::2])]
    rows += [{**base, **hours_cells(config.get("horaires", {"osm": "?"}), number)} for number in (1, 2)]
    choices = [choice for rule in config.values() if isinstance(rule, list) for choice in rule]
    for choice in choices:
        rows += list(rows_of_choice(base, choice, dice))
    words = sorted({word for choice in choices for key in ("termes", "sauf") for word in choice.get(key, [])})
    columns = sorted({column for choice in choices for column in choice.get("colonnes", [])})
    for _ in range(MIXTURES):
        row = dict(base)
        for column in dice.sample(columns, min(len(columns), 6)):
            row[column] = ", ".join(dice.sample(words, min(len(words), dice.randint(1, 3)))) or "x"
        rows.append(row)
    return rows


def rows_of_choice(base, choice, dice):
    columns = choice.get("colonnes", [])
    for column in dice.sample(columns, min(len(columns), COLUMNS_PER_CHOICE)):
        terms = choice.get("termes", ["quelque chose"])
        yield {**base, column: ""}
        for term in terms:
            yield {**base, column: term}
            yield {**base, column: f"avant {dice.choice([term.upper(), term.lower(), term])} après"}
            for word in choice.get("sauf", []):
                yield {**base, column: f"{term} ; {word}"}
                yield {**base, column: f"{word.upper()}"}
        yield {**base, column: "rien de connu"}
