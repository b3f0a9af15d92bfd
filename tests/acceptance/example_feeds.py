"""The three example feeds of the design must be accepted as written."""
import re

from workspace import PROJECT, SHARED, Workspace


def check(report):
    text = (SHARED / "design/feeds.md").read_text()
    blocks = [block for block in re.findall(r"```toml\n(.*?)```", text, re.S) if re.search(r'^id\s*=', block, re.M)]
    report.same("example feeds found", len(blocks), 3)
    with Workspace() as workspace:
        workspace.configure(schemas=PROJECT / "config/schemas")
        (workspace.feeds / "secrets.d").mkdir(exist_ok=True)
        for block in blocks:
            name = re.search(r'^id\s*=\s*"([^"]+)"', block, re.M)[1]
            file = workspace.root / f"{name}.toml"
            file.write_text(block)
            outcome = workspace.run("check", file)
            errors = re.findall(r"error\[[^\]]+\][^\n]*", outcome.err)
            report.check(outcome.code == 0, f"check accepts {name}", "; ".join(errors) or outcome.told())
            file.rename(workspace.feeds / file.name)
        outcome = workspace.run("check")
        report.check(outcome.code == 0, "check accepts the three together", outcome.told())
