#!/usr/bin/env python3
"""Acceptance of moisson on real input, through the program alone.

usage: run.py [NAME…]     names: see --list; none = all

Prints one line per check; exit status 1 when one failed. What needs ../shared is skipped, visibly, without it.
"""
import argparse
import sys
import time

import apis
import example_feeds
import feed_pairs
import kill
import linking
import outages
import producer_configs
import public_links
import real_pairs
import real_replay
import real_servers
import sheets
from report import Report
from workspace import SHARED, binary

SUITES = {name: (lambda report, name=name: real_pairs.check_dataset(report, name)) for name in real_pairs.DATASETS}
SUITES["replay-bnlc"] = real_replay.check
SUITES["own-feeds"] = feed_pairs.check
SUITES["example-feeds"] = example_feeds.check
SUITES["producer-configs"] = producer_configs.check
SUITES["real-links"] = linking.check
SUITES["public-links"] = public_links.check
NEED_SHARED = set(SUITES)
SUITES["kill"] = kill.check
SUITES["outages"] = outages.check
SUITES["sheets"] = sheets.check
SUITES["apis"] = apis.check
SUITES["real-servers"] = real_servers.check


def main():
    parser = argparse.ArgumentParser(description="acceptance of moisson on real input")
    parser.add_argument("names", nargs="*", metavar="NAME", help="suites to run (default: all)")
    parser.add_argument("--list", action="store_true", help="name the suites and stop")
    options = parser.parse_args()
    if options.list:
        print("\n".join(SUITES))
        return 0
    unknown = [name for name in options.names if name not in SUITES]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(SUITES)}")
    if not binary().exists():
        print(f"{binary()} does not exist: run ./dev build first", file=sys.stderr)
        return 2
    report = Report()
    for name in options.names or SUITES:
        print(f"\n== {name}", flush=True)
        if name in NEED_SHARED and not SHARED.is_dir():
            report.skip(name, f"{SHARED} is absent")
            continue
        started = time.monotonic()
        SUITES[name](report)
        print(f"   {time.monotonic() - started:.1f} s")
    return report.summary()


if __name__ == "__main__":
    sys.exit(main())
