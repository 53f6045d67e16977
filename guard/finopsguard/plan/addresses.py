"""Terraform's addresses, read character by character: keys of for_each hold dots, slashes, quotes, brackets and line
ends.

Used only where the plan does not give the parts (``module_address``, ``type``, ``name``, ``index``) itself.
"""

from functools import lru_cache

import msgspec

Key = str | int | None
"""An instance key: a number for ``count``, a string for ``for_each``, ``None`` for a single instance. 0 and "0" differ.
"""


class Step(msgspec.Struct, frozen=True, gc=False):
    """One part between dots: a name, with the key that follows it in brackets if there is one."""

    name: str
    key: Key = None
    keyed: bool = False
    """False where no key is written, or one that is not a literal."""
    end: int = 0
    """Where the step ends in the text."""


class ResourceAddress(msgspec.Struct, frozen=True, gc=False):
    """``module.x["k"].data.aws_ami.base[0]`` in its parts."""

    module: tuple[Step, ...]
    mode: str
    type: str
    name: str
    key: Key
    keyed: bool
    rest: tuple[Step, ...] = ()
    """What follows the resource in a reference: ``.id``."""


@lru_cache(maxsize=4096)
def steps(address: str) -> tuple[Step, ...]:
    """An address or reference cut at its dots; empty when it is not well-formed."""
    found: list[Step] = []
    position = 0
    while position <= len(address):
        end = _name_end(address, position)
        name = address[position:end]
        key: Key = None
        keyed = False
        while address.startswith("[", end):
            closing = _bracket_end(address, end)
            if closing < 0:
                return ()
            key, keyed = _key(address[end + 1 : closing])
            end = closing + 1
        if not name or (end < len(address) and address[end] != "."):
            return ()
        found.append(Step(name, key, keyed, end))
        position = end + 1
    return tuple(found)


def parse(address: str) -> ResourceAddress | None:
    """The parts of a resource's address, or of a reference to one; ``None`` when it is none."""
    parts = steps(address)
    position = 0
    while position + 1 < len(parts) and parts[position].name == "module":
        position += 2
    module = tuple(parts[1:position:2])
    mode = "managed"
    if position < len(parts) and parts[position].name in ("data", "ephemeral"):
        mode = parts[position].name
        position += 1
    if position + 2 > len(parts):
        return None
    name = parts[position + 1]
    return ResourceAddress(module, mode, parts[position].name, name.name, name.key, name.keyed, parts[position + 2 :])


def mode_of(address: str, module_address: str) -> str:
    """``managed``, ``data`` or ``ephemeral``, for plans that leave ``mode`` out."""
    if module_address and address.startswith(module_address + "."):
        address = address[len(module_address) + 1 :]
    if not address.startswith(("module.", "data.", "ephemeral.")):
        return "managed"
    parsed = parse(address)
    return parsed.mode if parsed else "managed"


def module_path(module_address: str) -> tuple[Step, ...]:
    """``module.a["k"].module.b`` -> the steps ``a["k"]`` and ``b``; empty for the root module."""
    return steps(module_address)[1::2] if module_address else ()


def parent_module(module_address: str) -> str:
    """``module.a["k"].module.b`` -> ``module.a["k"]``; empty for a child of the root."""
    parts = steps(module_address)
    return module_address[: parts[-3].end] if len(parts) > 3 else ""


def _name_end(text: str, start: int) -> int:
    """Where the name that starts here stops: at a dot, a bracket or the end."""
    dot = text.find(".", start)
    end = dot if dot >= 0 else len(text)
    bracket = text.find("[", start, end)
    return bracket if bracket >= 0 else end


def _bracket_end(text: str, start: int) -> int:
    """The position of the ``]`` that closes the ``[`` at ``start``; -1 when there is none."""
    if not text.startswith('["', start):
        return text.find("]", start)
    position = start + 2
    while position < len(text):
        if text[position] == "\\":
            position += 2
        elif text[position] == '"':
            return position + 1 if text.startswith("]", position + 1) else -1
        else:
            position += 1
    return -1


def _key(text: str) -> tuple[Key, bool]:
    """What stands in the brackets."""
    if text.startswith('"'):
        return _unquoted(text), True
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 20:
        return int(text), True
    return None, False


def _unquoted(text: str) -> str:
    """The key behind a quoted one: Terraform escapes as Go and HCL do, which is nearly JSON."""
    try:
        key = msgspec.json.decode(text.encode(), type=str)
    except ValueError:
        key = text[1:-1]
    return key.replace("$${", "${").replace("%%{", "%{")
