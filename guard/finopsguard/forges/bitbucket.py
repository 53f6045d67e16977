"""Comments on Bitbucket Cloud (REST API 2.0, "Pullrequests: comments").

Its Markdown shows HTML as it is written: folded parts become headings, and the marker is the definition of a link that nobody uses.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from finopsguard.errors import ForgeError, UsageError
from finopsguard.forges.comments import Comment, Target
from finopsguard.forges.environment import commit, needed, number_of, whole
from finopsguard.forges.http import Client, rows

API = "https://api.bitbucket.org/2.0"
MAX_CHARS = 32_768
_TAGS = {"<summary>": "**", "</summary>": "**", "<br>": "; ", "&lt;": "<"}
_CODE_OR_TAG = re.compile(r"(?P<code>(?P<fence>`+)(?!`).*?(?<!`)(?P=fence)(?!`))|</?(?:details|summary|sub)>|<br>|&lt;")


class Bitbucket:
    """The comments of one pull request."""

    name = "Bitbucket"
    max_chars = MAX_CHARS
    html = False

    def __init__(self, client: Client, comments: str, *, author: str) -> None:
        self._client = client
        self._comments = comments
        self._author = author

    def listed(self) -> Iterable[Comment]:
        where: str | None = f"{self._comments}?pagelen=100&sort=created_on"
        while where:
            content = self._client.ask("GET", where).content
            if not isinstance(content, dict):
                raise ForgeError("Bitbucket answers with something that is no page.")
            yield from (self._comment(row) for row in rows(content.get("values"), self.name) if not row.get("deleted"))
            where = content.get("next")

    def _comment(self, row: Mapping[str, Any]) -> Comment:
        author = (row.get("user") or {}).get("uuid")
        body = (row.get("content") or {}).get("raw") or ""
        return Comment(id=str(row.get("id")), body=body, ours=bool(author) and author == self._author)

    def create(self, body: str) -> None:
        self._client.ask("POST", self._comments, {"content": {"raw": body}})

    def edit(self, comment: Comment, body: str) -> None:
        self._client.ask("PUT", f"{self._comments}/{comment.id}", {"content": {"raw": body}})

    def delete(self, comment: Comment) -> None:
        self._client.ask("DELETE", f"{self._comments}/{comment.id}")

    def hide(self, comment: Comment) -> None:  # noqa: ARG002  as every forge
        raise UsageError("Bitbucket cannot hide a comment.", hint="Use update or delete-and-new.")

    def prepared(self, text: str) -> str:
        """Without the tags of our own Markdown; what stands in code spans and blocks is left. The definition above needs a blank line."""
        lines = []
        block = False
        for line in text.split("\n"):
            if line.lstrip().startswith("```"):
                block = not block
            lines.append(line if block else _CODE_OR_TAG.sub(_plain, line))
        return "\n" + "\n".join(lines)


def _plain(found: re.Match[str]) -> str:
    return found["code"] or _TAGS.get(found[0], "")


def open_comments(environ: Mapping[str, str], number: str = "") -> Target:
    """The pull request of this pipeline, or another of its repository."""
    workspace = needed(environ, "BITBUCKET_WORKSPACE", "the workspace")
    slug = needed(environ, "BITBUCKET_REPO_SLUG", "the repository")
    client = Client(environ.get("BITBUCKET_API_URL") or API, _headers(environ), name="Bitbucket")
    pull_request = number_of(number or environ.get("BITBUCKET_PR_ID", ""), "BITBUCKET_PR_ID")
    who = client.ask("GET", "user").content
    author = str(who.get("uuid") or "") if isinstance(who, dict) else ""
    path = f"repositories/{quote(workspace, safe='')}/{quote(slug, safe='')}/pullrequests/{pull_request}/comments"
    return Target(
        comments=Bitbucket(client, path, author=author),
        run=whole(environ.get("BITBUCKET_BUILD_NUMBER")),
        attempt=whole(environ.get("BITBUCKET_STEP_RUN_NUMBER")),
        commit=commit(environ.get("BITBUCKET_COMMIT")),
    )


def _headers(environ: Mapping[str, str]) -> dict[str, str]:
    """With a user's address the token is that user's password; without, it is an access token of the repository."""
    token = needed(environ, "BITBUCKET_TOKEN", "an access token that may write pull requests")
    if user := environ.get("BITBUCKET_EMAIL", "").strip():
        return {"Authorization": f"Basic {b64encode(f'{user}:{token}'.encode()).decode()}"}
    return {"Authorization": f"Bearer {token}"}
