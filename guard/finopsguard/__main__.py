"""Where the process starts.

``--version`` is answered before anything is imported: editors and hooks ask it often, and click alone costs three times a bare Python.
The cyclic collector is switched off for the life of the process, which is one short report: the records of a plan form no cycles, and
walking them again and again would cost several times what reading them does.
"""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from finopsguard import __version__  # noqa: PLC0415  see above

        sys.stdout.write(f"finopsguard {__version__}\n")
        return
    import gc  # noqa: PLC0415

    gc.disable()
    from finopsguard.cli import run  # noqa: PLC0415

    code = run()
    # What is left goes with the process; looking for garbage in it first would take a twentieth of the run.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
