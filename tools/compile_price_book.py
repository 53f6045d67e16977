"""Builds the shipped price book from collected price lists.

    python tools/compile_price_book.py --from DIR --to guard/finopsguard/prices/data

DIR holds the CSV files described in docs/prices.md. The same lists give the same bytes. What was left out, and why, is
printed.
"""

import argparse
import sys
from pathlib import Path

from price_book import COMPILERS
from price_book.draft import Draft
from price_book.errors import CompileError
from price_book.rows import Reader
from price_book.writer import write


def main(arguments: list[str] | None = None) -> int:
    """Compiles the book; 1 if the sources hold something that must not go into one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, help="folder with the collected CSV files")
    parser.add_argument("--to", dest="target", type=Path, required=True, help="data folder to write")
    options = parser.parse_args(arguments)
    draft = Draft()
    try:
        for compiler in COMPILERS:
            compiler(Reader(options.source), draft)
        figures = write(draft, options.target)
    except CompileError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for (group, reason), count in sorted(draft.dropped.items()):
        print(f"left out: {count:7} {group}: {reason}")
    print(", ".join(f"{count} {name}" for name, count in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
