"""One line per check, and a summary that decides the exit status."""
import os
import sys


class Report:
    """Counts checks. `verbose` also prints the ones that passed (the default)."""

    def __init__(self, verbose=True):
        self.verbose = verbose
        self.passed = 0
        self.failed = []
        self.skipped = []
        self.notes = []
        self._color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def _line(self, word, color, name, detail):
        shown = f"\033[{color}m{word}\033[0m" if self._color else word
        print(f"{shown} {name}" + (f": {detail}" if detail else ""), flush=True)

    def check(self, ok, name, detail=""):
        """One promise. `detail` says what was seen; it is printed in both cases."""
        if ok:
            self.passed += 1
            if self.verbose:
                self._line("ok  ", 32, name, detail)
        else:
            self.failed.append(name)
            self._line("FAIL", 31, name, detail)
        return ok

    def same(self, name, seen, expected, detail=""):
        """Two sets (or values) must be equal; says which members are too many or missing."""
        if seen == expected:
            size = f"{len(seen)}" if isinstance(seen, (set, frozenset)) else f"{seen}"
            return self.check(True, name, detail or size)
        return self.check(False, name, difference(seen, expected))

    def within(self, name, part, whole, detail=""):
        """`part` must be a subset of `whole`."""
        extra = part - whole
        text = detail or f"{len(part)} within {len(whole)}"
        return self.check(not extra, name, text if not extra else f"{len(extra)} outside: {sample(extra)}")

    def skip(self, name, why):
        self.skipped.append(name)
        self._line("skip", 33, name, why)

    def note(self, text):
        """Worth reading, decides nothing."""
        self.notes.append(text)
        self._line("note", 36, text, "")

    def summary(self):
        """Prints the totals; returns the exit status."""
        print(f"\n{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped")
        for name in self.failed:
            print(f"  failed: {name}")
        return 1 if self.failed else 0


def sample(values, count=3):
    shown = sorted(map(str, values))[:count]
    return ", ".join(shown) + (" …" if len(values) > count else "")


def difference(seen, expected):
    if not isinstance(seen, (set, frozenset)):
        return f"{seen}, expected {expected}"
    parts = []
    if seen - expected:
        parts.append(f"{len(seen - expected)} too many ({sample(seen - expected)})")
    if expected - seen:
        parts.append(f"{len(expected - seen)} missing ({sample(expected - seen)})")
    return f"{len(seen)}, expected {len(expected)}: " + ", ".join(parts)
