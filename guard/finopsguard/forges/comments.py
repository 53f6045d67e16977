"""What every forge can do with the comments of one pull request, and what is wished of a comment."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

import msgspec


class Mode(StrEnum):
    """What happens to the comment of an earlier run."""

    UPDATE = "update"
    NEW = "new"
    DELETE_AND_NEW = "delete-and-new"
    HIDE_AND_NEW = "hide-and-new"
    OFF = "off"


class When(StrEnum):
    """When there is to be a comment. One that is there already is kept up to date in any case."""

    ALWAYS = "always"
    CHANGED = "changed"
    """When the cost changes, or the verdict is not pass."""
    FAIL = "fail"
    """When the verdict is not pass."""


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as a forge lists it."""

    id: str
    """As the forge addresses it; of threads, ``thread/comment``."""
    body: str
    ours: bool
    """Whether its author may be us: only then it is changed, whatever its marker says."""
    handle: str = ""
    """Another id, for hiding."""


class Comments(Protocol):
    """The comments of one pull request. Each method raises :class:`ForgeError`; ``status`` 403 and 404 mean that we may not."""

    name: str
    """As people call the forge."""
    max_chars: int
    """Longest comment."""
    html: bool
    """Whether HTML comments and ``<details>`` are understood, and not shown as they are."""

    def listed(self) -> Iterable[Comment]:
        """Every comment, oldest first, through all pages."""

    def create(self, body: str) -> None:
        """Posts another."""

    def edit(self, comment: Comment, body: str) -> None:
        """Changes one."""

    def delete(self, comment: Comment) -> None:
        """Takes one away."""

    def hide(self, comment: Comment) -> None:
        """Folds one as outdated. Raises :class:`UsageError` where a forge cannot."""

    def prepared(self, text: str) -> str:
        """Markdown as this forge needs it."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A pull request, and the run that speaks to it."""

    comments: Comments
    run: int
    attempt: int
    commit: str
