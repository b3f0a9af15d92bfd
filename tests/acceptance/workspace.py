"""A throw-away installation of moisson: state, configuration, an invented kind and feed files in one folder."""
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MOISSON_SHARED", PROJECT.parent / "shared"))


def binary():
    """The program under test: $MOISSON, else the release build."""
    return Path(os.environ.get("MOISSON", PROJECT / "build/release/moisson"))


def toml(value):
    """A TOML value. JSON strings are TOML basic strings (DEL apart, which no test uses)."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def table(name, values):
    return f"[{name}]\n" + "".join(f"{toml(key)} = {toml(value)}\n" for key, value in values.items())


class Outcome:
    """What one command did."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def lines(self):
        """The JSON objects of stdout, one per line."""
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]

    def told(self, limit=300):
        """The end of what it said to a person, for a failure's detail."""
        text = " ".join((self.err or self.out).split())
        return f"exit {self.code}: {text[-limit:]}"


class Workspace:
    """Removed on exit of the `with` block unless MOISSON_KEEP is set."""

    def __init__(self, config="", parent=None):
        self.root = Path(tempfile.mkdtemp(prefix="moisson-accept-", dir=parent))
        self.feeds = self.root / "feeds.d"
        self.schemas = self.root / "schemas"
        self.state = self.root / "state"
        self.public = self.root / "public"
        for folder in (self.feeds, self.schemas, self.state):
            folder.mkdir()
        self.config = self.root / "moisson.toml"
        self.configure(config)

    def configure(self, extra="", schemas=None):
        target = {"name": "sortie", "type": "directory", "path": str(self.public)}
        self.config.write_text(
            table("schemas", {"dirs": [str(schemas or self.schemas)]})
            + table("status", {"listen": "127.0.0.1:0"}) + extra
            + "[[target]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in target.items()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if os.environ.get("MOISSON_KEEP"):
            print(f"kept: {self.root}")
        else:
            shutil.rmtree(self.root, ignore_errors=True)

    def command(self, *arguments):
        return [str(binary()), "--config", str(self.config), "--feeds", str(self.feeds), "--state",
                str(self.state), *map(str, arguments)]

    def run(self, *arguments, env=None, timeout=600, **options):
        """One command to its end."""
        process = subprocess.run(self.command(*arguments), text=True, errors="replace", capture_output=True,
                                 env={**os.environ, **(env or {})}, timeout=timeout, **options)
        return Outcome(process)

    def write_kind(self, name, fields):
        """An invented kind: a new file, no code. `fields` = dicts with at least a name."""
        text = f'name = "{name}"\nplural = "{name}s"\ntitle = "{name}"\nversion = "1.0.0"\n'
        for field in fields:
            text += "\n[[fields]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in field.items())
        (self.schemas / f"{name}.toml").write_text(text)

    def write_feed(self, feed, source, kinds, **tables):
        """A feed file. `source`, `kinds` = {kind: mapping} and further tables are written as TOML tables."""
        text = f'version = 1\nid = "{feed}"\ntitle = "Flux {feed}"\n'
        defaults = {"producer": {"name": "Producteur d'exemple"}, "contact": {"email": "flux@exemple.fr"},
                    "license": {"id": "lov2"}, "schedule": {"every": "1d"}}
        for name, values in {**defaults, "source": source, **tables, **kinds}.items():
            text += table(name, values)
        file = self.feeds / f"{feed}.toml"
        file.write_text(text)
        return file

    def harvest(self, feed, *flags, **options):
        """`moisson run FEED --json`: its one object with the exit status as "exit" and what was said as "said"."""
        outcome = self.run("run", feed, "--json", *flags, **options)
        try:
            result = outcome.lines()[-1]
        except (IndexError, ValueError):
            result = {"result": f"no JSON ({outcome.told()})", "records": {}, "guard": None, "error": None}
        result["exit"], result["said"] = outcome.code, outcome.err
        return result

    def changes(self, feed, result=None):
        """`moisson diff FEED --json` as {change: {id: [fields]}}; of the last applied run, so nothing when
        `result` (of the run in question) says that it applied nothing."""
        found = {"created": {}, "updated": {}, "withdrawn": {}, "restored": {}}
        if result in ("unchanged", "failed"):
            return found
        outcome = self.run("diff", feed, "--json")
        for row in outcome.lines():
            found.setdefault(row["change"], {})[row["id"]] = row.get("fields", [])
        return found

    def exported(self, kind):
        """The referential as `moisson export` gives it: {(feed, source id): record}."""
        outcome = self.run("export", kind, "--format", "ndjson")
        if outcome.code != 0:
            raise RuntimeError("export: " + outcome.told())
        records = {}
        for record in outcome.lines():
            for source in record["sources"]:
                records[source["feed"], source["id"]] = record
        return records


def describe(result):
    """A run in one line, for details of checks."""
    counts = {key: value for key, value in result.get("records", {}).items() if value}
    text = f"{result['result']} {counts}"
    for reason in ("guard", "error"):
        if result.get(reason):
            text += f" {reason}={result[reason].get('name') or result[reason].get('code')}"
    return text
