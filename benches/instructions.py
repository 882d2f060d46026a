#!/usr/bin/env python3
"""Counts the instructions of reading pages, and fails when they are too many.

usage: instructions.py [--renew] [DIR]     (DIR: pages; the demo site's without it)

Needs valgrind. What is compared with the committed figure is a ratio: instructions of reading the
pages whole to those of parsing the same pages with `scraper`, so that another compiler, another C
library and another machine cancel out. Each is the difference of two runs, of two rounds and of
one, so that the start of the program cancels out too. `--renew` writes the figure anew.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FIGURE = os.path.join(HERE, "reading.ratio")
TOOL = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")),
                    "release", "examples", "reading")
# What a change may cost before it has to be meant.
MARGIN = 0.05


def count(what, pages, rounds):
    """Instructions of so many rounds over the pages."""
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", TOOL, what, pages],
        env={**os.environ, "N": str(rounds)}, capture_output=True, text=True, check=False)
    told = re.search(r"Collected\s*:\s*(\d+)", run.stderr)
    if run.returncode != 0 or told is None:
        sys.exit(f"valgrind did not count ({what}):\n{run.stderr[-2000:]}")
    return int(told.group(1))


def main():
    given = [word for word in sys.argv[1:] if word != "--renew"]
    pages = given[0] if given else os.path.join(ROOT, "fixtures", "sites", "demo")
    subprocess.run(["cargo", "build", "--locked", "--release", "--quiet", "--example", "reading"],
                   cwd=ROOT, check=True)
    cost = {what: count(what, pages, 2) - count(what, pages, 1) for what in ("parse", "read")}
    ratio = cost["read"] / cost["parse"]
    print(f"parse {cost['parse'] / 1e6:.1f} M, read {cost['read'] / 1e6:.1f} M instructions: "
          f"ratio {ratio:.3f}")
    if "--renew" in sys.argv:
        with open(FIGURE, "w", encoding="ascii") as file:
            file.write(f"{ratio:.3f}\n")
        print(f"written to {os.path.relpath(FIGURE, ROOT)}")
        return
    if given:
        return
    with open(FIGURE, encoding="ascii") as file:
        known = float(file.read())
    change = ratio / known - 1
    print(f"committed: {known:.3f}, change {change:+.1%}")
    renew = "python3 benches/instructions.py --renew"
    if change > MARGIN:
        sys.exit(f"reading takes {change:.1%} more instructions than before (at most "
                 f"{MARGIN:.0%}); make it cheaper, or if it is meant: {renew}")
    if change < -MARGIN:
        print(f"cheaper than the committed figure: keep that with {renew}")


if __name__ == "__main__":
    main()
