"""Write what documentation can be derived: ``python tools/write_docs.py [--check]``.

docs/resources.md comes from the declarations beside the estimate functions; the tables of keys in docs/prices.md from the price book;
docs/price-mapping.md from the tables that find those keys in the official lists; the tables in docs/policies.md from the shipped
policies and the registry of what expressions may name.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "guard"))

from finopsguard.policies.listing import context_tables, pack_table, word_tables  # noqa: E402  found through the line above
from finopsguard.policies.load import shipped  # noqa: E402  as above
from finopsguard.prices import PriceBook  # noqa: E402  found through the line above
from finopsguard.prices.update.listing import mapping_page  # noqa: E402  the same
from finopsguard.resources.listing import page, regions_of  # noqa: E402  the same
from finopsguard.resources.registry import PRICED  # noqa: E402  the same

KEYS = "## Keys"
CLOUDS = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud"}
NAMED_REGIONS = 3


def main() -> int:
    """Write the pages, or with ``--check`` name those that are out of date."""
    book = PriceBook.shipped()
    policies = (ROOT / "docs/policies.md").read_text(encoding="utf-8")
    prices = (ROOT / "docs/prices.md").read_text(encoding="utf-8")
    pages = {
        ROOT / "docs/resources.md": page(regions_of(book.partitions())),
        ROOT / "docs/policies.md": filled(
            policies, pack=pack_table(shipped()), context=context_tables(), words=word_tables()
        ),
        ROOT / "docs/price-mapping.md": "\n".join(mapping_page(book, PRICED)) + "\n",
        ROOT / "docs/prices.md": prices.partition(KEYS)[0] + "\n".join(keys(book)) + "\n",
    }
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run python tools/write_docs.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


def filled(page: str, **parts: Iterator[str]) -> str:
    """A page with its generated parts, each between two comments, written anew."""
    for name, lines in parts.items():
        start, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        before, _, rest = page.partition(start)
        page = before + start + "\n".join(lines).strip("\n") + "\n" + end + rest.partition(end)[2]
    return page


def keys(book: PriceBook) -> Iterator[str]:
    """The tables of services and their keys."""
    yield KEYS
    yield ""
    yield "Capitals stand for values. Written by `python tools/write_docs.py` from `services.tsv` of the shipped book."
    regions = regions_of(book.partitions())
    for provider, cloud in CLOUDS.items():
        yield from ("", f"### {cloud}", "", "| service | keys | regions |", "|---|---|---|")
        for info in book.services():
            if info.provider == provider:
                yield f"| `{info.service}` {info.title} | {_code(info.keys)} | {_places(regions.get((provider, info.service), ()))} |"
    clouds = sorted({provider for provider, _service in regions} - set(CLOUDS))
    yield from (
        "",
        "### OpenStack clouds",
        "",
        ", ".join(f"`{name}`" for name in clouds) + ": amounts without VAT.",
        "",
    )
    yield from ("| service | keys |", "|---|---|")
    seen = set()
    for info in book.services():
        if info.provider not in CLOUDS and info.service not in seen:
            seen.add(info.service)
            yield f"| `{info.service}` {info.title} | {_code(info.keys)} |"


def _code(text: str) -> str:
    return "; ".join(f"`{part.strip()}`" for part in text.replace("|", "\\|").split(";"))


def _places(regions: "tuple[str, ...] | list[str]") -> str:
    return ", ".join(regions) if len(regions) <= NAMED_REGIONS else str(len(regions))


if __name__ == "__main__":
    sys.exit(main())
