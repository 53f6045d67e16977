"""Reads one huge JSON object member by member. Each value is decoded whole by the standard library's scanner, in C."""

import codecs
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import IO, Any

PIECE = 1024 * 1024
LARGEST = 64 * 1024 * 1024
"""Characters of one value."""
_SPACE = " \t\n\r"


class Stream:
    """A cursor over a JSON text.

    :meth:`members` enters an object; for each name either :meth:`value` or :meth:`members` takes its value.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._scan = JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def members(self) -> Iterator[str]:
        """The names of an object's members, in order. Raises :class:`ValueError` for what is not JSON, or not an object."""
        self._expect("{")
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise ValueError("a member without a name")  # noqa: TRY004  the text is wrong, not its type
            self._expect(":")
            yield name
            if self._peek() == "}":
                self._at += 1
                return
            self._expect(",")

    def value(self) -> Any:
        """The next value, decoded."""
        self._peek()
        while True:
            try:
                found, end = self._scan(self._text, self._at)
            except JSONDecodeError:
                if self._ended or len(self._text) - self._at > LARGEST:
                    raise
                self._more()
                continue
            # A number may go on in the next piece.
            if end == len(self._text) and not self._ended:
                self._more()
                continue
            self._at = end
            return found

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise ValueError(f"{mark} expected, {self._peek() or 'the end'} found")
        self._at += 1

    def _peek(self) -> str:
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._more()

    def _more(self) -> None:
        data = self._file.read(PIECE)
        self._ended = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, final=self._ended)
        self._at = 0
