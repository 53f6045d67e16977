"""One comment per key on a pull request, kept by any number of runs."""

from enum import StrEnum

from finopsguard.errors import ForgeError
from finopsguard.forges.comments import Comment, Comments, Mode
from finopsguard.forges.marker import Marker, marker_of, without_marker

_NOT_ALLOWED = frozenset({403, 404})


class Outcome(StrEnum):
    """What became of a comment, in words for the log."""

    POSTED = "posted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OUTDATED = "not written: a newer run has written it already"
    NOT_WANTED = "not wanted"


def room_for(comments: Comments, marker: Marker) -> int:
    """Characters that a report may take in a comment."""
    return comments.max_chars - len(marker.line(html=comments.html)) - 1


def put(comments: Comments, marker: Marker, text: str, mode: Mode, *, wanted: bool = True) -> Outcome:
    """Writes ``text`` as the comment with ``marker``'s key. Raises :class:`ForgeError` where that is not allowed.

    What a newer run has written is left as it is. With ``wanted`` false only a comment that is there already is changed: it would go on
    saying what is no longer so.
    """
    if mode is Mode.OFF:
        return Outcome.NOT_WANTED
    body = f"{marker.line(html=comments.html)}\n{comments.prepared(text)}"
    if mode is Mode.NEW:
        return _posted(comments, body) if wanted else Outcome.NOT_WANTED
    earlier = [
        (comment, found)
        for comment in comments.listed()
        if comment.ours and (found := marker_of(comment.body)) is not None and found.key == marker.key
    ]
    if any(found.order > marker.order for _comment, found in earlier):
        return Outcome.OUTDATED
    if not earlier and not wanted:
        return Outcome.NOT_WANTED
    if mode is Mode.UPDATE:
        return _updated(comments, earlier, marker, body)
    for comment, _found in earlier:
        if mode is Mode.DELETE_AND_NEW:
            comments.delete(comment)
        else:
            comments.hide(comment)
    return _posted(comments, body) if wanted else Outcome.UPDATED


def _posted(comments: Comments, body: str) -> Outcome:
    comments.create(body)
    return Outcome.POSTED


def _updated(comments: Comments, earlier: list[tuple[Comment, Marker]], marker: Marker, body: str) -> Outcome:
    """The first that we may change; another program's bot may have quoted the marker.

    A report that says the same of another commit is written all the same, for its marker: a slow run between the two would take the
    comment for older than itself.
    """
    for comment, found in earlier:
        same = without_marker(comment.body) == without_marker(body)
        if same and found.commit == marker.commit:
            return Outcome.UNCHANGED
        try:
            comments.edit(comment, body)
        except ForgeError as error:
            if error.status not in _NOT_ALLOWED:
                raise
            if same:
                return Outcome.UNCHANGED
            continue
        return Outcome.UNCHANGED if same else Outcome.UPDATED
    return _posted(comments, body)
