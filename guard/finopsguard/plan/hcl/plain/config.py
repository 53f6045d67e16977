"""A module's files put together: which are read, what overrides what."""

from pathlib import Path
from typing import TypeVar

import msgspec

from finopsguard.plan.hcl.boundary import OutsideError, read
from finopsguard.plan.hcl.module_files import is_override, module_files
from finopsguard.plan.hcl.plain.json_files import parse_json
from finopsguard.plan.hcl.plain.limits import MOST_FILES, LimitReachedError
from finopsguard.plan.hcl.plain.nodes import Assignment, Block, Body
from finopsguard.plan.hcl.plain.parser import SourceError
from finopsguard.plan.hcl.plain.session import Session
from finopsguard.plan.hcl.plain.tree import parse_body
from finopsguard.plan.hcl.records import Kind

_Name = TypeVar("_Name")


class Config(msgspec.Struct, gc=False):
    """The blocks of one module, by what they declare."""

    directory: Path
    variables: dict[str, Block] = {}
    locals: dict[str, tuple[str, Assignment]] = {}
    """File and assignment."""
    outputs: dict[str, Block] = {}
    resources: dict[tuple[str, str, str], Block] = {}
    """By mode (``managed``, ``data``), type and name."""
    calls: dict[str, Block] = {}
    providers: dict[str, Block] = {}
    """By name, with the alias after a dot."""


def load(directory: Path, session: Session) -> Config:
    """The module in a (real) directory. A file that cannot be parsed is a problem; the others count."""
    config = Config(directory)
    names = module_files(directory)
    if len(names) > MOST_FILES:
        raise LimitReachedError(f"A module of more than {MOST_FILES:,} files was not read.")
    for name in sorted(names, key=lambda name: (is_override(name), name)):
        file = session.shown(directory / name)
        with session.at("", file, 0):
            body = _body(directory / name, file, session)
            if body is not None:
                _Adder(config, session, override=is_override(name)).add(body, file)
    return config


def _body(path: Path, file: str, session: Session) -> Body | None:
    """What a file says; ``None``, and reported, where that cannot be had."""
    try:
        text = read(path, session.boundary).decode("utf-8-sig")
        session.budget.spend(len(text) // 10)
        return parse_json(text, file) if path.name.endswith(".json") else parse_body(text, file)
    except OutsideError as error:
        session.report(Kind.REFUSED, f"The file is not read: it {error}.")
    except SourceError as error:
        with session.at("", file, error.line or 0):
            session.report(Kind.SYNTAX, f"The file cannot be parsed: {error}.", column=error.column)
    except UnicodeDecodeError:
        session.report(Kind.SYNTAX, "The file is not UTF-8 text.")
    except RecursionError:
        session.report(Kind.SYNTAX, "Expressions in the file nest too deeply.")
    return None


class _Adder:
    """Puts the blocks of one file where they belong."""

    def __init__(self, config: Config, session: Session, *, override: bool) -> None:
        self._config = config
        self._session = session
        self._override = override

    def add(self, body: Body, file: str) -> None:
        """All blocks of a file."""
        for block in body.blocks:
            labels = block.labels
            if block.type == "locals":
                self._config.locals.update({name: (file, given) for name, given in block.body.attributes.items()})
            elif block.type in ("resource", "data") and len(labels) == 2:
                mode = "managed" if block.type == "resource" else "data"
                self._put(self._config.resources, (mode, *labels), block)
            elif block.type == "provider" and len(labels) == 1:
                alias = _constant(block.body.attributes.get("alias"))
                self._put(self._config.providers, f"{labels[0]}.{alias}" if alias else labels[0], block)
            elif block.type in _NAMED and len(labels) == 1:
                self._put(getattr(self._config, _NAMED[block.type]), labels[0], block)

    def _put(self, blocks: dict[_Name, Block], name: _Name, block: Block) -> None:
        """A new block, or one that changes or repeats another."""
        if name in blocks and self._override:
            _merge(blocks[name].body, block.body)
            return
        if name in blocks:
            with self._session.at("", block.file, block.line):
                label = " ".join([block.type, *(f'"{label}"' for label in block.labels)])
                self._session.report(Kind.INVALID, f"{label} is declared twice; this one is left out.")
            return
        blocks[name] = block


_NAMED = {"variable": "variables", "output": "outputs", "module": "calls"}


def _constant(assignment: Assignment | None) -> str:
    """A name that is written out; empty otherwise."""
    value = getattr(assignment.value, "value", None) if assignment is not None else None
    return value if isinstance(value, str) else ""


def _merge(body: Body, override: Body) -> None:
    """Attributes replace attributes; nested blocks of a type replace all nested blocks of that type."""
    replaced = {block.type for block in override.blocks} | {
        block.labels[0] for block in override.blocks if block.type == "dynamic" and block.labels
    }
    body.attributes.update(override.attributes)
    if override.blocks:
        body.blocks = [
            block
            for block in body.blocks
            if block.type not in replaced and not (block.type == "dynamic" and replaced.intersection(block.labels))
        ] + override.blocks
