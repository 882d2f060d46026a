#!/usr/bin/env python3
"""Scores general extractors and gongkai on the same kept pages.

    python3 -m venv /tmp/extractors && /tmp/extractors/bin/pip install trafilatura htmldate gne lxml_html_clean
    cargo build --release
    /tmp/extractors/bin/python benches/compare.py DIR

DIR holds pages, manifest.jsonl (file, url) and truth.jsonl (file, title, published_date), as
for the score tool. A value counts as right when it is the same after folding white space,
width and quotation marks; where the page has none, any value counts as wrong. Beside the exact
title stands the title with whatever a tool left behind it (a column's or the site's name, set
off by a mark), since most tools keep that. An extractor is scored on the fields that it has and
on nothing else; the truth names no text, so texts are not compared.
"""

import json
import re
import subprocess
import sys
import unicodedata
import warnings
from datetime import datetime
from pathlib import Path

warnings.filterwarnings("ignore")

import trafilatura
from gne import GeneralNewsExtractor
from htmldate import find_date

TARGET = Path(__file__).resolve().parent.parent / "target"
BINARY = next(
    (file for file in (TARGET / "release" / "gongkai", TARGET / "debug" / "gongkai") if file.exists()),
    TARGET / "release" / "gongkai",
)


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def fold(text):
    if text is None:
        return None
    text = unicodedata.normalize("NFKC", str(text)).lower()
    return re.sub(r"[\s“”\"'‘’]+", "", text) or None


def day(text):
    """The day of whatever form a tool writes."""
    found = re.search(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})", text or "")
    return "%04d-%02d-%02d" % tuple(map(int, found.groups())) if found else None


def decoded(page):
    """The page as text, as trafilatura decodes it, for tools that take text."""
    return trafilatura.utils.decode_file(page)


def by_trafilatura(page, url):
    # Their own date finding is htmldate, run as they run it.
    found = trafilatura.extract_metadata(page, default_url=url)
    return {"title": found.title if found else None, "published_date": day(found.date) if found else None}


def by_htmldate(page, url):
    return {"published_date": day(find_date(decoded(page), url=url, original_date=True))}


def by_gne(page, url):
    found = GeneralNewsExtractor().extract(decoded(page))
    return {"title": found["title"], "published_date": day(found["publish_time"])}


def by_gongkai(path, url):
    command = [BINARY, "inspect", path, "--base-url", url]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    document = found["document"] or {}
    return {"title": found["title"], "published_date": document.get("published_date")}


def begins(found, wanted):
    """Whether a title is the wanted one with something behind a dividing mark."""
    found, wanted = fold(found), fold(wanted)
    if found is None or wanted is None:
        return found == wanted
    rest = found.removeprefix(wanted)
    return found.startswith(wanted) and (rest == "" or rest[0] in "_-|—–·>")


TOOLS = {
    "gongkai": lambda path, page, url: by_gongkai(path, url),
    "trafilatura": lambda path, page, url: by_trafilatura(page, url),
    "htmldate": lambda path, page, url: by_htmldate(page, url),
    "GNE": lambda path, page, url: by_gne(page, url),
}
FIELDS = ("title", "title_begins", "published_date")


def main(folder):
    urls = {row["file"]: row.get("url") for row in rows(folder / "manifest.jsonl")}
    truth = rows(folder / "truth.jsonl")
    # Pages of one article only: what news extractors are made for.
    articles = {"document", "article", "interpretation", "consultation", "annual_report", "regime", "guide"}
    for scope in ("all pages", "pages of one article"):
        counts = {tool: {} for tool in TOOLS}
        asked = dict.fromkeys(FIELDS, 0)
        for row in truth:
            if scope != "all pages" and row.get("kind") not in articles:
                continue
            path = folder / row["file"]
            page = path.read_bytes()
            # Some addresses are known from the host on only.
            url = urls.get(row["file"]) or "/x/1.html"
            url = url if "://" in url else f"http://www.example.gov.cn{url}"
            for field in FIELDS:
                asked[field] += ("title" if field == "title_begins" else field) in row
            for tool, extract in TOOLS.items():
                try:
                    found = extract(path, page, url)
                except Exception as error:  # a tool that fails has no value
                    print(f"{tool}: {row['file']}: {error!r}"[:200], file=sys.stderr)
                    found = {"published_date": None}
                    if tool != "htmldate":
                        found["title"] = None
                for field in FIELDS:
                    own = "title" if field == "title_begins" else field
                    if own not in row or own not in found:
                        continue
                    hit = (
                        begins(found[own], row[own])
                        if field == "title_begins"
                        else fold(found[own]) == fold(row[own])
                    )
                    counts[tool][field] = counts[tool].get(field, 0) + hit
        print(f"\n{scope}\n\n| tool | title | title, more behind it | published date |\n| --- | --- | --- | --- |")
        for tool in TOOLS:
            cells = [
                f"{counts[tool][field]} of {asked[field]}" if field in counts[tool] else "none"
                for field in FIELDS
            ]
            print(f"| {tool} | {' | '.join(cells)} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
