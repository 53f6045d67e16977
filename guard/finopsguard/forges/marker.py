"""The hidden first line of a comment: which comment it is, and which run wrote it."""

import re
from typing import Final

import msgspec

from finopsguard.errors import UsageError

KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_LINE: Final = re.compile(
    r"(?:<!-- |\[//\]: # \()finopsguard:(?P<key>\S{1,100}) run=(?P<run>\d{1,20}) attempt=(?P<attempt>\d{1,9})"
    r" commit=(?P<commit>[0-9A-Za-z]{0,64})(?: -->|\))\s*"
)


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What the line carries. Runs are numbered by the forge, later ones higher; ``attempt`` counts repetitions of one run."""

    key: str
    run: int = 0
    attempt: int = 0
    commit: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """Later runs come after earlier ones."""
        return self.run, self.attempt

    def line(self, *, html: bool = True) -> str:
        """The line; as a link's definition where a forge shows HTML comments to readers (Bitbucket)."""
        text = f"finopsguard:{self.key} run={self.run} attempt={self.attempt} commit={self.commit}"
        return f"<!-- {text} -->" if html else f"[//]: # ({text})"


def checked_key(key: str) -> str:
    """The key of a comment. Raises :class:`UsageError`."""
    if not KEY.fullmatch(key) or "--" in key:
        raise UsageError(
            "The comment's key is not valid.",
            hint="Use letters, digits and . _ / - (up to 100), for example infra/prod.",
        )
    return key


def marker_of(body: str) -> Marker | None:
    """The marker on a comment's first line; ``None`` for comments of others."""
    first = body.lstrip("\ufeff").partition("\n")[0].rstrip("\r")
    found = _LINE.fullmatch(first)
    if found is None:
        return None
    return Marker(key=found["key"], run=int(found["run"]), attempt=int(found["attempt"]), commit=found["commit"])


def without_marker(body: str) -> str:
    """What readers see, as it is compared: forges may change line ends and trim."""
    lines = body.replace("\r\n", "\n").partition("\n")[2]
    return lines.strip()
