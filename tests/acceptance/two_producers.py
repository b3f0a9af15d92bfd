"""Two invented producers that describe the same organisations: what of theirs is one thing is known in both states."""
import csv
import random

from workspace import Workspace

KIND = "organisme"
FIELDS = [{"name": "id", "role": "identifier", "required": True},
          {"name": "nom", "type": "string", "role": "organisation-name"},
          {"name": "adresse", "type": "string", "role": "street-address"},
          {"name": "code_postal", "type": "string", "role": "postcode"},
          {"name": "commune", "type": "string", "role": "municipality"},
          {"name": "telephone", "type": "phone", "role": "phone"},
          {"name": "courriel", "type": "email", "role": "email"}]
COLUMNS = [field["name"] for field in FIELDS]
FEEDS = ("gauche", "droite")
SYLLABLES = "bel cor dan fil gar lus mon nar pol sar tol ver qui zou hem jac".split()


def address(number):
    """Of a mailbox that nobody has."""
    chance = random.Random(number)
    return "".join(chance.choices(SYLLABLES, k=4)) + ".durand@exemple.fr"


def organisation(number):
    """Nothing of it is like anything of another."""
    chance = random.Random(number)
    courriel, name, street = address(number), chance.choices(SYLLABLES, k=4), chance.choices(SYLLABLES, k=4)
    return {"id": f"O{number}", "nom": f"Atelier {''.join(name).capitalize()}",
            "adresse": f"{chance.randrange(1, 99)} rue de {''.join(street).capitalize()}",
            "code_postal": "01300", "commune": "Belley", "telephone": f"0479{chance.randrange(10 ** 6):06d}",
            "courriel": courriel}


class TwoProducers(Workspace):
    """In state 1, the first `apart` records of the second producer are other organisations under the same ids."""

    def __init__(self, size=60, apart=10, **options):
        super().__init__(**options)
        self.size, self.apart = size, apart
        self.write_kind(KIND, FIELDS)
        for feed in FEEDS:
            self.write_feed(feed, {"type": "csv", "url": f"file:{self.root / feed}.csv", "complete": True},
                            {KIND: {name: name for name in COLUMNS}})

    def serve(self, state):
        for feed in FEEDS:
            with open(self.root / f"{feed}.csv", "w", newline="", encoding="utf-8") as out:
                writer = csv.DictWriter(out, COLUMNS, delimiter=";")
                writer.writeheader()
                for number in range(self.size):
                    other = state == 1 and feed == FEEDS[1] and number < self.apart
                    writer.writerow({**organisation(number + self.size if other else number), "id": f"O{number}"})

    def truth(self, state):
        """Which records are one thing: a set of sets of (feed, id)."""
        together = range(self.apart if state else 0, self.size)
        alone = range(self.apart if state else 0)
        return ({frozenset((feed, f"O{number}") for feed in FEEDS) for number in together}
                | {frozenset([(feed, f"O{number}")]) for number in alone for feed in FEEDS})

    def things(self):
        """The same as the referential has it."""
        return {frozenset((source["feed"], source["id"]) for source in record["sources"])
                for record in self.exported(KIND).values()}
