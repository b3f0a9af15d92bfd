"""A producer's mapping file, rewritten mechanically as a feed file of moisson."""
import re

from producer_rows import columns_of

# Fields of the invented kind that would be called like one that moisson fills, or like the row's number.
RENAMED = {"id": "identifiant", "source": "source_de_la_fiche"}
DOTTED = re.compile(r"[\w-]+(\.[\w-]+)+")


class CannotExpress(Exception):
    """What a feed file has no words for."""


def is_nested(config):
    """Columns such as `address.street.0` are paths of JSON; `Coord. X` is a column that is called so, and where
    both `public` and `public.0` are read, somebody has flattened the record."""
    columns = {column for rule in config.values() for column in columns_of(rule)}
    dotted = [column for column in columns if "." in column]
    flattened = any(column.rsplit(".", 1)[0] in columns for column in dotted)
    return bool(dotted) and not flattened and all(DOTTED.fullmatch(column) for column in dotted)


class Feed:
    """The mapping of one configuration. `fields` lists what the invented kind needs: name → is a list."""

    def __init__(self, config):
        self.config = config
        self.nested = is_nested(config)
        self.fields = {}
        self.mapping = {"id": self.name("n°")}
        for field, rule in config.items():
            mapping = self.choices(rule) if isinstance(rule, list) else self.hours(rule) \
                if field == "horaires" else self.plain(rule, field)
            if mapping:
                self.fields[RENAMED.get(field, field)] = isinstance(rule, list)
                self.mapping[RENAMED.get(field, field)] = mapping

    def name(self, column):
        return column.replace("~", "~0").replace("/", "~1").replace(".", "/") if self.nested else column

    def inputs(self, columns):
        many, one = ("paths", "path") if self.nested else ("columns", "column")
        return {one: self.name(columns[0])} if len(columns) == 1 else {many: [self.name(c) for c in columns]}

    def plain(self, rule, field=""):
        known = {"colonne", "valeur", "joindre", "dissocier"}
        if set(rule) - known:
            raise CannotExpress(f"{field}: {sorted(set(rule) - known)}")
        if "valeur" in rule:
            return {"value": rule["valeur"]}
        if "joindre" in rule:
            join = rule["joindre"]
            mapping = {**self.inputs(join["colonnes"]), "pick": "join", "join": join["séparateur"]}
            return {**mapping, "otherwise": self.plain(join["ou"])} if "ou" in join else mapping
        if "dissocier" in rule:
            cut = rule["dissocier"]
            columns = [cut["colonne"]] if isinstance(cut["colonne"], str) else cut["colonne"]
            return {**self.inputs(columns), "split": cut["séparateur"], "part": cut["partie"] + 1}
        columns = [rule["colonne"]] if isinstance(rule["colonne"], str) else rule["colonne"]
        if columns == [""] and field in ("code_postal", "commune"):
            pattern = r"\b(\d{5})\b" if field == "code_postal" else r"\b\d{5}\b\s*(\w+)"
            return {**self.plain(self.config["adresse"]), "extract": pattern}
        columns = [column for column in columns if column]
        return self.inputs(columns) if columns else None

    def choices(self, choices):
        rules, cut = [], {}
        for choice in choices:
            if set(choice) - {"cible", "colonnes", "termes", "sauf"}:
                raise CannotExpress(str(sorted(choice)))
            rule = {"value": choice["cible"]} if "cible" in choice else {}
            if "colonnes" in choice:
                rule.update(self.inputs(choice["colonnes"]))
            for ours, theirs in (("contains", "termes"), ("except", "sauf")):
                if theirs in choice:
                    rule[ours] = choice[theirs]
            if "cible" not in choice:
                cut = {"split": "|"}
            rules.append(rule)
        return {"rules": rules, **cut}

    def hours(self, rule):
        if "jours" in rule:
            days = {}
            for day in rule["jours"]:
                columns = [day["colonne"]] if isinstance(day["colonne"], str) else day["colonne"]
                days[day["osm"][:2]] = [self.name(column) for column in columns]
            return {"days": days}
        if "semaine" in rule:
            return {**self.inputs([rule["semaine"]]), "convert": "opening-hours"}
        return self.inputs([rule.get("osm") or rule["colonne"]])
