"""Write docs/resources.md from the catalogue's own declarations: ``python tools/write_resource_docs.py [--check]``."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "guard"))

from finopsguard.prices import PriceBook  # noqa: E402  found through the line above
from finopsguard.resources.listing import page, regions_of  # noqa: E402


def main() -> int:
    """Write the page, or with ``--check`` say whether it is up to date."""
    target = ROOT / "docs/resources.md"
    text = page(regions_of(PriceBook.shipped().partitions()))
    if "--check" not in sys.argv[1:]:
        target.write_text(text, encoding="utf-8")
        return 0
    if target.read_text(encoding="utf-8") == text:
        return 0
    print("docs/resources.md is out of date: run python tools/write_resource_docs.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
