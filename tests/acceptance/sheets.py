"""Random workbooks written by openpyxl, XlsxWriter and odfpy: every cell is what openpyxl itself reads, and the same
table saved by another program is `unchanged`. Skipped for each library that is not installed."""
import datetime as dt
import importlib.util
import random

from workspace import Workspace, describe

KIND = "ligne"
COLUMNS = ["id", "texte", "siret", "entier", "decimal", "jour", "instant", "heure", "oui", "code", "vide"]
FIELDS = [{"name": "id", "role": "identifier", "required": True}] + [
    {"name": name, "type": "string"} for name in COLUMNS[1:]]
WORDS = ["Crêpes & cie", "l'été", "<b>gras</b>", "deux\nlignes", "naïve – œuvre", "a_b_c", "日本語", "😀 sourire",
         "=pas une formule", "\"guillemets\"", "01000", "+33 1 23 45 67 89"]


def random_rows(seed, count):
    chance = random.Random(seed)
    day = dt.datetime(1900, 3, 1)
    rows = []
    for number in range(count):
        instant = day + dt.timedelta(days=chance.randrange(60000), seconds=chance.randrange(86400))
        row = [f"L{number}", chance.choice(WORDS), chance.randrange(10**13, 10**15), chance.randrange(-10**9, 10**9),
               round(chance.uniform(-180, 180), chance.randrange(1, 13)), instant.date(), instant, instant.time(),
               chance.random() < 0.5, chance.randrange(1000, 9999), None]
        rows.append([None if place > 0 and chance.random() < 0.15 else value for place, value in enumerate(row)])
    return rows


def clock(value):
    return value.strftime("%H:%M:%S") if value.second else value.strftime("%H:%M")


def seen(value, column):
    """What a person reads in the cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.strftime("%Y-%m-%d") if midnight else value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return clock(value)
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:.20f}".rstrip("0")
    return f"{value:05d}" if column == "code" else str(value)


def write_openpyxl(file, rows):
    from openpyxl import Workbook
    book = Workbook()
    book.create_sheet("Réglages", 0).sheet_state = "hidden"
    sheet = book["Sheet"]
    sheet.title = "Lignes"
    book.active = sheet
    sheet.append(["Export du jour"])
    sheet.append([])
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
        for cell, name in zip(sheet[sheet.max_row], COLUMNS):
            if isinstance(cell.value, str):
                cell.data_type = "s"  # "=…" is text here
            if name == "code":
                cell.number_format = "00000"
    book.save(file)


def write_xlsxwriter(file, rows):
    import xlsxwriter
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("Lignes")
    formats = {name: book.add_format({"num_format": code}) for name, code in {
        "jour": "dd/mm/yyyy", "instant": "[$-40C]d mmmm yyyy hh:mm:ss", "heure": "hh:mm:ss", "code": "00000"}.items()}
    sheet.write_row(0, 0, COLUMNS)
    for line, row in enumerate(rows, 1):
        for column, (name, value) in enumerate(zip(COLUMNS, row)):
            if value is not None:
                sheet.write(line, column, value, formats.get(name))
    book.close()


def odf_cell(value, name):
    from odf.table import TableCell
    from odf.text import P
    if value is None:
        return TableCell()
    typed = {}
    if isinstance(value, bool):
        typed = {"valuetype": "boolean", "booleanvalue": "true" if value else "false"}
    elif isinstance(value, (int, float)):
        typed = {"valuetype": "float", "value": repr(value)}
    elif isinstance(value, dt.date):
        typed = {"valuetype": "date", "datevalue": value.isoformat()}
    elif isinstance(value, dt.time):
        typed = {"valuetype": "time", "timevalue": value.strftime("PT%HH%MM%SS")}
    cell = TableCell(**(typed or {"valuetype": "string"}))
    for line in seen(value, name).split("\n"):
        cell.addElement(P(text=line))
    return cell


def write_odfpy(file, rows):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableRow
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Lignes")
    for row in [COLUMNS, *rows]:
        line = TableRow()
        for name, value in zip(COLUMNS, row):
            line.addElement(odf_cell(value, name))
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(file))


def read_openpyxl(file):
    """The rows as openpyxl reads them, so that both libraries must agree."""
    from openpyxl import load_workbook
    lines = list(load_workbook(file, read_only=True, data_only=True)["Lignes"].iter_rows(values_only=True))
    start = next(number for number, line in enumerate(lines) if line and line[0] == "id")
    return [list(line) + [None] * (len(COLUMNS) - len(line)) for line in lines[start + 1:]]


def table_of(rows):
    return {(row[0], name, " ".join(seen(value, name).split())) for row in rows
            for name, value in zip(COLUMNS[1:], row[1:]) if value is not None}


def exported_table(workspace):
    return {(key, name, " ".join(str(record[name]).split())) for (_, key), record in workspace.exported(KIND).items()
            for name in COLUMNS[1:] if record.get(name) not in (None, "")}


WRITERS = [("openpyxl", "xlsx", write_openpyxl), ("xlsxwriter", "xlsx", write_xlsxwriter), ("odf", "ods", write_odfpy)]


def check_seed(report, seed, writers):
    rows = random_rows(seed, 300)
    with Workspace() as workspace:
        workspace.write_kind(KIND, FIELDS)
        for turn, (library, kind, write) in enumerate(writers):
            file = workspace.root / f"lignes.{kind}"
            write(file, rows)
            workspace.write_feed("lignes", {"type": kind, "url": f"file:{file}", "complete": True},
                                 {KIND: {name: name for name in COLUMNS}})
            result = workspace.harvest("lignes")
            name = f"seed {seed}, {library}"
            expected = table_of(read_openpyxl(file) if kind == "xlsx" and library != "odf" else rows)
            report.same(f"{name}: every cell", exported_table(workspace), expected)
            counts = result["records"]
            if turn == 0:
                report.check(counts.get("created") == len(rows), f"{name}: rows", describe(result))
            else:
                changed = counts.get("created", 0) + counts.get("updated", 0) + counts.get("withdrawn", 0)
                report.check(result["exit"] == 0 and changed == 0, f"{name}: saved by another program, nothing changed",
                             describe(result))


def check(report):
    present = []
    for writer in WRITERS:
        if importlib.util.find_spec(writer[0]):
            present.append(writer)
        else:
            report.skip(f"workbooks of {writer[0]}", f"Python has no {writer[0]}")
    if not present or present[0][0] != "openpyxl":
        return report.skip("sheets", "Python has no openpyxl, which says what is in a cell")
    for seed in range(5):
        check_seed(report, seed, present)
    return None
