"""Write a synthetic Terraform plan of N resources to OUT: the same seed gives the same bytes.

Six of ten resources are in modules nested one to three deep, with count and for_each keys. Of a hundred changes 55 create, 25 do nothing,
10 update, 4 delete, 5 replace and 1 reads a data source.
"""

import argparse
from pathlib import Path

from plans.catalogue import CLOUDS, MIX, Mix
from plans.resource import TERRAFORM_REGISTRY, TOFU_REGISTRY, draw_resources
from plans.shape import Draw
from plans.writer import Sections, write_plan


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--provider", choices=[*CLOUDS, MIX], default=MIX)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--format", default="1.2", help="format_version to state")
    parser.add_argument("--tofu", action="store_true", help="provider names of OpenTofu's registry")
    parser.add_argument("--no-prior", action="store_true", help="leave out prior_state")
    parser.add_argument("--no-config", action="store_true", help="leave out configuration")
    options = parser.parse_args()

    registry = TOFU_REGISTRY if options.tofu else TERRAFORM_REGISTRY
    resources = draw_resources(options.count, Mix(options.provider), Draw(options.seed), registry)
    sections = Sections(options.format, registry, not options.no_prior, not options.no_config)
    with options.out.open("w", encoding="utf-8") as out:
        write_plan(out, resources, sections)


if __name__ == "__main__":
    main()
