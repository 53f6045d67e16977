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

        if sys.stdout is not None:
            sys.stdout.write(f"finopsguard {__version__}\n")
        return
    import gc  # noqa: PLC0415

    gc.disable()
    try:
        from finopsguard.cli import run  # noqa: PLC0415
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("Interrupted.\n")
        sys.exit(130)
    code = run()
    # What is left goes with the process; looking for garbage in it first would take a twentieth of the run.
    # DuckDB is told apart: its bindings count what is left when Python ends, and complain of it on standard error.
    if "duckdb" not in sys.modules:
        gc.freeze()
    sys.exit(code)


def forget_the_working_directory() -> None:
    """``python -m`` looks for modules in the working directory before all others, and that may be a checkout of anybody's: a ``yaml.py`` in
    it would run. The installed command and ``python -P`` never look there.
    """
    if not sys.flags.safe_path and __spec__ is not None:
        del sys.path[0]


if __name__ == "__main__":
    forget_the_working_directory()
    main()
