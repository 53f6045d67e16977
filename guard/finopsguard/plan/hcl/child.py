"""Asks tfparse in a process of its own: ``python -I child.py SITE_PACKAGES DIRECTORY CPU_SECONDS``.

The directory holds one file that the parent wrote: outputs whose values are calls of pure functions with constants. tfparse can run
without end and can read any file, so this process has limits on time, memory and output, no environment, and nothing to read.
Answers go to standard output: a JSON object of texts by name, each the ``jsonencode`` of a value, empty where the call is an error.
"""

import sys

MEMORY = 3 * 1024**3
"""Address space in bytes. Go reserves far more of it than it uses."""
OUTPUT = 64 * 1024**2


def limit(cpu_seconds: int) -> None:
    """Limits of this process, where the system knows them."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:  # Windows: there the parent's clock alone ends it
        return
    for what, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(site_packages: str, directory: str, cpu_seconds: str) -> None:
    """Prints the answers."""
    limit(int(cpu_seconds))
    sys.path.append(site_packages)
    import json  # noqa: PLC0415  under the limits, as what follows

    import tfparse  # type: ignore[import-untyped]  # noqa: PLC0415  it ships no types

    found = tfparse.load_from_path(directory, stop_on_hcl_error=True, allow_downloads=False)
    answers = {output["__tfmeta"]["label"]: output.get("value") for output in found.get("output", ())}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:4])
