#!/usr/bin/env python3
"""Runs the program against its peers on one generated site, turn about, and prints the ratios.

KIT is a folder with `gensite.py` (OUT PAGES SEED makes OUT/www and OUT/urls.txt), `serve.sh`
(SITE PORT RUN serves it with nginx, `stop RUN` ends that) and `peers/` (wget2.sh, spider.sh,
warc_peers.py). Peers that are not installed are left out and said so: wget2 and spider-peer are
looked for on PATH, FastWARC and selectolax in PYTHON. Everything made is kept in the work folder
and used again.

Each round runs the program and one peer after the other; a ratio is of one such pair, and the
median of all rounds is shown with the lowest and the highest. CPU is user + system of the whole
process tree, wall its time from start to end, peak the largest process. `--few` measures instead
how many verdicts a tenth of the requests decides, and what a rescan of an unchanged site costs.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AS_OF = "2026-11-24"


def measured(command, **more):
    """CPU s, wall s and peak MiB of a command; its code may tell of findings (1)."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    told = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {child.returncode}:\n{told.decode(errors='replace')}")
    return (used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024)


def pairs(title, ours, peers, rounds, pages):
    """Runs ours and each peer turn about."""
    print(f"\n{title}, {rounds} rounds")
    for name, command in peers:
        taken = []
        for _ in range(rounds):
            taken.append((measured(ours), measured(command)))
        for at, what, unit in ((0, "CPU", "s"), (1, "wall", "s"), (2, "peak", "MiB")):
            ratios = sorted(one[at] / other[at] for one, other in taken)
            own = statistics.median(one[at] for one, _ in taken)
            its = statistics.median(other[at] for _, other in taken)
            of = f" for {pages} pages" if at < 2 else ""
            print(f"  {what:4} {own:8.2f} {unit} : {name} {its:8.2f} {unit}{of}   "
                  f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})")


def logged(log):
    """Requests and bytes of bodies that the server has told of; addresses asked for twice."""
    time.sleep(1.5)  # nginx writes its log once a second
    with open(log, encoding="utf-8", errors="replace") as file:
        rows = [line.split(" ") for line in file]
    asked = [(row[1], row[2]) for row in rows]
    open(log, "w", encoding="utf-8").close()
    return len(rows), sum(int(row[3]) for row in rows), len(asked) - len(set(asked))


def verdicts(path):
    """What an audit lists, by fingerprint, and how it answers for each rule."""
    with open(path, encoding="utf-8") as file:
        audit = json.load(file)
    listed = {one["fingerprint"]: one for one in audit["verdicts"]}
    rules = {}
    for rule in audit["rules"]:
        order = ("fail", "cannot_tell", "pass", "inapplicable")
        rules[rule["pack"], rule["id"]] = next((one for one in order if rule[one]), "none")
    return listed, rules


def compared(whole, part):
    """Tells how much of a whole audit a part of it has."""
    (listed, rules), (other, others) = verdicts(whole), verdicts(part)

    def share(title, wanted):
        numbers = [number for number, one in listed.items() if wanted(one)]
        same = sum(other.get(number, {}).get("outcome") == listed[number]["outcome"]
                   for number in numbers)
        print(f"  {title}: {same} of {len(numbers)} the same ({same / max(1, len(numbers)):.1%})")

    own = {"site", "platform", "column", "guide", "report"}
    decided = ("pass", "fail")
    share("listed pass and fail", lambda one: one["outcome"] in decided)
    share("of site, platform, columns, guide, reports",
          lambda one: one["outcome"] in decided and one["subject"]["kind"] in own)
    share("listed, inapplicable included", lambda one: one["outcome"] != "cannot_tell")
    told = [rule for rule, verdict in rules.items() if verdict in decided]
    same = sum(others.get(rule) == rules[rule] for rule in told)
    print(f"  rules that pass or fail: {same} of {len(told)} the same ({same / len(told):.1%})")
    contrary = sum(one["outcome"] in decided and number in listed
                   and listed[number]["outcome"] in decided
                   and listed[number]["outcome"] != one["outcome"]
                   or one["outcome"] == "fail" and number not in listed
                   for number, one in other.items())
    print(f"  contrary to the whole: {contrary}")


def few(program, url, run, at):
    """A tenth of the requests; a rescan of the same site."""
    log = os.path.join(run, "access.log")
    audit = [program, "audit", url, "--rate", "0", "--concurrency", "32", "--as-of", AS_OF, "-q"]
    logged(log)
    for name in ("old.warc.gz", "new.warc.gz"):
        if os.path.exists(at(name)):
            os.remove(at(name))
    measured(audit + ["--archive", at("old.warc.gz"), "-o", at("whole.json")])
    requests, sent, twice = logged(log)
    print(f"\nwhole crawl: {requests} requests, {sent} bytes, {twice} for an address asked before")
    measured(audit + ["--max-requests", str(requests // 10), "-o", at("tenth.json")])
    print(f"a tenth: {logged(log)[0]} requests")
    compared(at("whole.json"), at("tenth.json"))
    measured(audit + ["--since", at("old.warc.gz"), "--archive", at("new.warc.gz"),
                      "-o", at("again.json")])
    asked, again, _ = logged(log)
    size = [os.path.getsize(at(name)) for name in ("old.warc.gz", "new.warc.gz")]
    print(f"rescan: {asked} requests, {again} bytes of bodies ({again / sent:.2%}); "
          f"archive {size[1]} bytes ({size[1] / size[0]:.1%} of the first)")
    compared(at("whole.json"), at("again.json"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kit")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", default=os.path.join(ROOT, "target", "yardstick"))
    parser.add_argument("--port", type=int, default=18090)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--program", default=os.path.join(ROOT, "target", "release", "gongkai"))
    parser.add_argument("--few", action="store_true")
    given = parser.parse_args()

    def kit(*path):
        return os.path.join(os.path.abspath(given.kit), *path)

    site = os.path.join(os.path.abspath(given.work), str(given.pages))
    os.makedirs(site, exist_ok=True)

    def at(name):
        return os.path.join(site, name)

    if not os.path.exists(at("urls.txt")):
        subprocess.run([sys.executable, kit("gensite.py"), site, str(given.pages), "1"],
                       check=True, stdout=subprocess.DEVNULL)
    run = at("run")
    subprocess.run(["sh", kit("serve.sh"), site, str(given.port), run], check=True,
                   stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{given.port}/"
    try:
        if given.few:
            few(given.program, url, run, at)
            return
        peers = []
        for name, tool in (("wget2", "wget2"), ("spider", "spider-peer")):
            if shutil.which(tool):
                peers.append((name, ["sh", kit("peers", f"{name}.sh"), url]))
            else:
                print(f"{name} is left out: no {tool} on PATH")
        pairs("live crawl and audit, 32 connections",
              [given.program, "audit", url, "--rate", "0", "--concurrency", "32",
               "--as-of", AS_OF, "-q"], peers, given.rounds, given.pages)
        archive = at("site.warc.gz")
        if not os.path.exists(archive):
            measured([given.program, "crawl", url, "--rate", "0", "--concurrency", "32", "-q",
                      "-o", archive])
        has = subprocess.run([given.python, "-c", "import fastwarc, selectolax.lexbor"],
                             check=False, stderr=subprocess.DEVNULL)
        if has.returncode != 0:
            print("FastWARC + lexbor is left out: --python PYTHON has no fastwarc and selectolax")
            return
        pairs("offline audit of the archive",
              [given.program, "audit", archive, "--as-of", AS_OF, "-q"],
              [("FastWARC + lexbor", [given.python, kit("peers", "warc_peers.py"),
                                      "fastwarc+lexbor", archive])], given.rounds, given.pages)
    finally:
        subprocess.run(["sh", kit("serve.sh"), "stop", run], check=False)


if __name__ == "__main__":
    main()
