"""Write a plan in the shape of ``terraform show -json``, resource by resource.

A plan lists every resource in up to four sections, two of them as a tree of modules. Each section's part is first written to a temporary
file of its own, so that memory does not grow with the number of resources.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, NamedTuple, TypeVar

from plans.catalogue import CLOUDS
from plans.modules import CallPath, ModulePath, address, called, calls, children, key_kind
from plans.resource import TERRAFORM_REGISTRY, Planned
from plans.shape import Values

P = TypeVar("P")
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class Sections(NamedTuple):
    """What kind of plan to write, and which optional sections it has."""

    format_version: str = "1.2"
    registry: str = TERRAFORM_REGISTRY
    prior_state: bool = True
    configuration: bool = True


class Spool:
    """Items of one JSON array, on disk until the array's turn comes."""

    def __init__(self, stack: ExitStack) -> None:
        self._file = stack.enter_context(TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115  the stack closes it
        self._empty = True

    def append(self, item: Values) -> None:
        """Add an item."""
        self._file.write(("" if self._empty else ",") + _encode(item))
        self._empty = False

    def copy_to(self, out: IO[str]) -> None:
        """Write the items, without the brackets around them."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, out, 1 << 20)


class _Spools:
    """Every resource's parts, by section and module."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.changes = Spool(stack)
        self.planned: dict[ModulePath, Spool] = {}
        self.prior: dict[ModulePath, Spool] = {}
        self.configuration: dict[CallPath, Spool] = {}

    def add(self, resource: Planned) -> None:
        self.changes.append(resource.change)
        if resource.planned is not None:
            self._of(self.planned, resource.module).append(resource.planned)
        if resource.prior is not None:
            self._of(self.prior, resource.module).append(resource.prior)
        self._of(self.configuration, calls(resource.module)).append(resource.configuration)

    def _of(self, section: dict[P, Spool], path: P) -> Spool:
        if path not in section:
            section[path] = Spool(self._stack)
        return section[path]


def write_plan(out: IO[str], resources: Iterable[Planned], sections: Sections) -> None:
    """Write a whole plan of the resources."""
    with ExitStack() as stack:
        spools = _Spools(stack)
        count = 0
        for resource in resources:
            spools.add(resource)
            count += 1
        _write_document(out, spools, count, sections)


def _write_document(out: IO[str], spools: _Spools, count: int, sections: Sections) -> None:
    output = {"actions": ["create"], "before": None, "after": count, "after_unknown": False}
    out.write(f'{{"format_version":{_encode(sections.format_version)},"terraform_version":"1.9.8"')
    out.write(f',"variables":{_encode({"region": {"value": "us-east-1"}})}')
    outputs = {"n": {"sensitive": False, "type": "number", "value": count}}
    out.write(f',"planned_values":{{"outputs":{_encode(outputs)},"root_module":')
    _write_module(out, (), spools.planned)
    out.write('},"resource_changes":[')
    spools.changes.copy_to(out)
    out.write(f'],"output_changes":{_encode({"n": {**output, "before_sensitive": False, "after_sensitive": False}})}')
    if sections.prior_state:
        out.write(
            ',"prior_state":{"format_version":"1.0","terraform_version":"1.9.8","values":{"outputs":{},"root_module":'
        )
        _write_module(out, (), spools.prior)
        out.write("}}")
    if sections.configuration:
        out.write(f',"configuration":{{"provider_config":{_encode(_provider_config(sections.registry))},"root_module":')
        _write_configured_module(out, (), spools.configuration)
        out.write("}")
    out.write(',"relevant_attributes":[],"checks":[],"timestamp":"2026-11-21T00:00:00Z"')
    out.write(',"applyable":true,"complete":true,"errored":false}')


def _write_module(out: IO[str], path: ModulePath, spools: dict[ModulePath, Spool]) -> None:
    """A module of ``planned_values`` or ``prior_state``, and the modules inside it."""
    out.write("{")
    if path:
        out.write(f'"address":{_encode(address(path))},')
    _write_resources(out, spools.get(path))
    inside = children(path, spools)
    if inside:
        out.write(',"child_modules":[')
        _write_separated(out, inside, lambda child: _write_module(out, child, spools))
        out.write("]")
    out.write("}")


def _write_configured_module(out: IO[str], path: CallPath, spools: dict[CallPath, Spool]) -> None:
    """A module of ``configuration``: the modules inside it are named by their calls, once for all instances."""
    out.write("{")
    _write_resources(out, spools.get(path))
    inside = called(path, spools)
    if inside:
        out.write(',"module_calls":{')
        _write_separated(out, inside, lambda child: _write_call(out, child, spools))
        out.write("}")
    out.write("}")


def _write_call(out: IO[str], path: CallPath, spools: dict[CallPath, Spool]) -> None:
    name = path[-1]
    call: Values = {"source": f"./{name}"}
    kind = key_kind(name)
    if kind is int:
        call["count_expression"] = {"constant_value": 4}
    elif kind is str:
        call["for_each_expression"] = {"references": ["var.keys"]}
    out.write(f'{_encode(name)}:{_encode(call)[:-1]},"module":')
    _write_configured_module(out, path, spools)
    out.write("}")


def _write_resources(out: IO[str], spool: Spool | None) -> None:
    out.write('"resources":[')
    if spool is not None:
        spool.copy_to(out)
    out.write("]")


def _write_separated(out: IO[str], items: Sequence[P], write: Callable[[P], None]) -> None:
    for number, item in enumerate(items):
        if number:
            out.write(",")
        write(item)


def _provider_config(registry: str) -> Values:
    return {
        cloud.name: {
            "name": cloud.name,
            "full_name": f"{registry}/{cloud.source}",
            "expressions": {"region": {"constant_value": "us-east-1"}} if cloud.name == "aws" else {},
        }
        for cloud in CLOUDS.values()
    }
