"""Invented data of three sample producers, and the changes they make. Nobody and nothing here exists: SIREN numbers start
with 000, telephones with 01 99 00 (reserved for fiction), mail goes to example.fr. Only the towns are real.
The same call gives the same data on every machine."""

import copy
import random

# name, INSEE code, postcode, latitude, longitude
TOWNS = [
    ("Bourg-en-Bresse", "01053", "01000", 46.2052, 5.2255), ("Oyonnax", "01283", "01100", 46.2569, 5.6556),
    ("Ambérieu-en-Bugey", "01004", "01500", 45.9583, 5.3578), ("Belley", "01034", "01300", 45.7592, 5.6881),
    ("Gex", "01173", "01170", 46.3333, 6.0578), ("Valserhône", "01033", "01200", 46.1086, 5.8286),
    ("Trévoux", "01427", "01600", 45.9419, 4.7756), ("Miribel", "01249", "01700", 45.8244, 4.9533),
    ("Meximieux", "01244", "01800", 45.9069, 5.1950), ("Montluel", "01262", "01120", 45.8508, 5.0567),
    ("Nantua", "01269", "01130", 46.1531, 5.6075), ("Châtillon-sur-Chalaronne", "01093", "01400", 46.1197, 4.9564),
    ("Lagnieu", "01202", "01150", 45.9031, 5.3478), ("Divonne-les-Bains", "01143", "01220", 46.3567, 6.1433),
    ("Jassans-Riottier", "01194", "01480", 45.9819, 4.7578), ("Péronnas", "01289", "01960", 46.1789, 5.2022),
    ("Viriat", "01451", "01440", 46.2533, 5.2183), ("Villars-les-Dombes", "01443", "01330", 46.0019, 5.0300),
    ("Thoissey", "01420", "01140", 46.1725, 4.8036), ("Pont-de-Vaux", "01305", "01190", 46.4311, 4.9397),
]
SORTS = ["Régie de quartier", "Chantier d'insertion", "Ressourcerie", "Épicerie solidaire", "Centre social",
         "Jardin d'insertion", "Atelier vélo solidaire", "Point numérique", "Maison des solidarités", "Entreprise d'insertion"]
NAMES = ["Les Tilleuls", "Le Potager", "L'Éclaircie", "La Passerelle", "Le Phare", "L'Étincelle", "Les Cœurs Vaillants",
         "La Boussole", "Le Tremplin", "L'Arbre à Lien", "Les Quatre Vents", "La Clé des Champs", "Le Coup d'Pouce",
         "L'Escale", "La Ruche", "Les Hirondelles", "Le Fil d'Ariane", "L'Atelier Bleu", "La Courte Échelle", "Le Relais"]
STREETS = ["rue des Lilas", "avenue de la Gare", "place du Marché", "chemin des Écoles", "rue de l'Hôtel-de-Ville",
           "impasse du Moulin", "boulevard Voltaire", "rue du 8-Mai-1945"]
NETWORKS = ["CCAS", "Croix Rouge", "Mission locale", "France Services", "Restos du Cœur", "-", "", "CCAS, France Services"]
HOURS = ["lundi et jeudi 9h-12h", "mardi 14h-17h30", "sur rendez-vous", "du lundi au vendredi 8h30-12h00", ""]
TOPICS = [("NUM-01", "Prise en main de l'ordinateur"), ("NUM-02", "Démarches en ligne"), ("MOB-01", "Location de scooters"),
          ("MOB-02", "Préparation au code de la route"), ("EMP-01", "Atelier CV et lettre"), ("EMP-02", "Simulation d'entretien"),
          ("FAM-01", "Garde d'enfants ponctuelle"), ("LOG-01", "Recherche de logement"), ("ALI-01", "Colis alimentaire"),
          ("DRO-01", "Aide aux démarches administratives")]
TRAININGS = ["Français langue étrangère", "Savoirs de base", "Agent de propreté", "Employé de commerce", "Cuisine collective",
             "Maçonnerie", "Préparateur de commandes", "Aide à domicile", "Bureautique", "Soudure"]


def luhn_digit(digits):
    """The digit that makes `digits` + it pass Luhn's check."""
    total = sum(sum(divmod(int(d) * (2 if at % 2 == 0 else 1), 10)) for at, d in enumerate(reversed(digits)))
    return str(-total % 10)


def siret(number):
    """Valid by Luhn; no company has a SIREN that starts with 000."""
    siren = f"000{number:05d}"
    siren += luhn_digit(siren)
    nic = siren + "0001"
    return nic + luhn_digit(nic)


def phone(number):
    text = f"019900{number % 10000:04d}"
    return " ".join(text[at:at + 2] for at in range(0, 10, 2))


def place(rng):
    name, insee, postcode, latitude, longitude = rng.choice(TOWNS)
    return {"adresse": f"{rng.randint(1, 98)} {rng.choice(STREETS)}", "cp": postcode, "ville": name, "insee": insee,
            "lat": round(latitude + rng.uniform(-0.01, 0.01), 5), "lon": round(longitude + rng.uniform(-0.01, 0.01), 5)}


def day(rng, year):
    return f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def structure(rng, number, ident):
    name = f"{rng.choice(SORTS)} {rng.choice(NAMES)}"
    mail = f"contact@structure{number:03d}.example.fr" if rng.random() < 0.8 else f"camille.exemple{number}@example.fr"
    return {"id": ident, "nom": name, "siret": siret(number), **place(rng), "tel": phone(number), "mail": mail,
            "site": f"https://structure{number:03d}.example.fr", "presentation": f"{name} accueille et accompagne toute "
            "personne éloignée de l'emploi.", "permanences": rng.choice(HOURS), "reseau": rng.choice(NETWORKS),
            "maj": day(rng, rng.choice([2023, 2024]))}


def service(rng, number, org):
    code, title = rng.choice(TOPICS)
    return {"id": f"svc-{number:04d}", "title": f"{title} ({org['ville']})",
            "body_html": f"<p>{title} avec <strong>{org['nom']}</strong>.</p><ul><li>Gratuit</li><li>"
                         f"{rng.choice(['Places limitées', 'Ouvert à tous', 'En petit groupe'])}&nbsp;!</li></ul>",
            "topics": [{"code": code}], "free": rng.random() < 0.8, "modified_at": day(rng, 2024) + "T08:30:00+02:00",
            "contact": {"name": "Camille Exemple", "email": f"accueil@{org['id']}.example.fr"}, "structure": org}


def training(rng, number, org):
    title = rng.choice(TRAININGS)
    return {"id": f"01_{number:05d}", "titre": title, "objectif": f"<p>Acquérir les bases : {title.lower()}.</p>",
            "contenu": f"<ul><li>Module {rng.randint(1, 4)}</li><li>Période en entreprise</li></ul>",
            "maj": day(rng, 2024).replace("-", ""), "org": org, **place(rng), "tel": phone(4000 + number)}


def by_ids(records, ids):
    wanted = set(ids)
    return [record for record in records if record["id"] in wanted]


def ids_of(records):
    return sorted(record["id"] for record in records)


class Changes:
    """One truth per kind: which ids a phase creates, updates, touches (date only) and withdraws."""

    def __init__(self):
        self.kinds = {}

    def note(self, kind, change, ids):
        self.kinds.setdefault(kind, {c: [] for c in ("created", "updated", "touched", "withdrawn")})
        self.kinds[kind][change] = sorted(set(self.kinds[kind][change]) | set(ids))


def directory_phases():
    """(a) 300 structures. One has no name and is refused; one has a SIRET with a typing error and is kept with a warning."""
    rng = random.Random(1)
    first = [structure(rng, n, f"S{n:04d}") for n in range(1, 301)]
    first[146]["nom"] = ""
    first[207]["siret"] = first[207]["siret"][:-1] + str((int(first[207]["siret"][-1]) + 1) % 10)
    wrong = ["S0147"]
    one = Changes()
    one.note("structure", "created", set(ids_of(first)) - set(wrong))

    second, two = copy.deepcopy(first), Changes()
    gone = ["S0013", "S0120", "S0277"]
    second = [r for r in second if r["id"] not in gone]
    edits = [("S0005", "tel", phone(9005)), ("S0031", "adresse", "1 place de la Mairie"), ("S0078", "permanences", "fermé en août"),
             ("S0101", "nom", "Ressourcerie Le Nouveau Départ"), ("S0160", "site", "https://nouveau160.example.fr"),
             ("S0222", "reseau", "Mission locale, Croix Rouge")]
    for ident, key, value in edits:
        record, = by_ids(second, [ident])
        record[key], record["maj"] = value, "2025-02-03"
    touched = ["S0009", "S0044", "S0150", "S0201", "S0299"]
    for record in by_ids(second, touched):
        record["maj"] = "2025-02-03"
    new = [structure(rng, n, f"S{n:04d}") for n in range(301, 305)]
    two.note("structure", "created", ids_of(new))
    two.note("structure", "updated", [ident for ident, _, _ in edits])
    two.note("structure", "touched", touched)
    two.note("structure", "withdrawn", gone)
    return [first, second + new], [one, two], len(wrong)


def services_phases():
    """(b) 400 services of 120 structures. A structure lives and dies with its services."""
    rng = random.Random(2)
    orgs = [{**structure(rng, 400 + n, f"org-{n:03d}")} for n in range(1, 122)]
    first = [service(rng, n, orgs[(n - 1) % 119]) for n in range(1, 399)]
    first += [service(rng, n, orgs[119]) for n in (399, 400)]  # org-120 has these two only
    one = Changes()
    one.note("service", "created", ids_of(first))
    one.note("structure", "created", ids_of(orgs[:120]))

    second, two = copy.deepcopy(first), Changes()
    gone = ["svc-0050", "svc-0333", "svc-0399", "svc-0400"]
    second = [r for r in second if r["id"] not in gone]
    edited = ["svc-0002", "svc-0077", "svc-0140", "svc-0199", "svc-0256", "svc-0301", "svc-0350", "svc-0390"]
    for record in by_ids(second, edited):
        record["title"] = "Nouveau : " + record["title"]
        record["modified_at"] = "2025-02-03T09:00:00+01:00"
    touched = ["svc-0010", "svc-0021", "svc-0099", "svc-0175", "svc-0280", "svc-0366"]
    for record in by_ids(second, touched):
        record["modified_at"] = "2025-02-04T09:00:00+01:00"
    for record in second:  # org-033 moved: its services stay what they were
        if record["structure"]["id"] == "org-033":
            record["structure"] = {**record["structure"], "tel": phone(9033), "maj": "2025-02-03"}
    new = [service(rng, 400 + n, orgs[120] if n == 5 else orgs[n]) for n in range(1, 6)]
    two.note("service", "created", ids_of(new))
    two.note("service", "updated", edited)
    two.note("service", "touched", touched)
    two.note("service", "withdrawn", gone)
    two.note("structure", "created", ["org-121"])
    two.note("structure", "updated", ["org-033"])
    two.note("structure", "withdrawn", ["org-120"])
    return [first, second + new], [one, two], 0


def trainings_phases():
    """(c) 250 trainings of 20 organisations; in a third version every second one is missing, which is an accident."""
    rng = random.Random(3)
    orgs = [{"siret": siret(800 + n), "nom": f"Organisme de formation {NAMES[n]}"} for n in range(20)]
    first = [training(rng, n, orgs[n % 20]) for n in range(1, 251)]
    one = Changes()
    one.note("service", "created", ids_of(first))
    one.note("structure", "created", [org["siret"] for org in orgs])

    second, two = copy.deepcopy(first), Changes()
    gone = ["01_00040", "01_00200"]
    second = [r for r in second if r["id"] not in gone]
    edited = ["01_00003", "01_00066", "01_00111", "01_00180", "01_00249"]
    for record in by_ids(second, edited):
        record["contenu"] += "<p>Nouveau module : recherche d'emploi.</p>"
        record["maj"] = "20250203"
    touched = ["01_00012", "01_00088", "01_00133", "01_00222"]
    for record in by_ids(second, touched):
        record["maj"] = "20250203"
    new = [training(rng, n, orgs[n % 20]) for n in range(251, 254)]
    two.note("service", "created", ids_of(new))
    two.note("service", "updated", edited)
    two.note("service", "touched", touched)
    two.note("service", "withdrawn", gone)
    second += new
    return [first, second, second[::2]], [one, two], 0
