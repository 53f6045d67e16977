"""Comments on GitLab: notes of a merge request (REST API, "Notes API").

A job's own token may not write notes: GITLAB_TOKEN is a project, group or personal access token with the scope ``api``.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from finopsguard.errors import UsageError
from finopsguard.forges.comments import Comment, Target
from finopsguard.forges.environment import commit, needed, number_of, whole
from finopsguard.forges.http import Client, next_page, rows

MAX_CHARS = 1_000_000
_FENCE = re.compile(r"\s*(`{3,})")
_QUICK_ACTION = re.compile(r"(\s*)/(?=[a-z])")


class GitLab:
    """The notes of one merge request."""

    name = "GitLab"
    max_chars = MAX_CHARS
    html = True

    def __init__(self, client: Client, project: str, number: int, *, author: str) -> None:
        self._client = client
        self._notes = f"projects/{quote(project, safe='')}/merge_requests/{number}/notes"
        self._author = author

    def listed(self) -> Iterable[Comment]:
        where: str | None = f"{self._notes}?per_page=100&sort=asc&order_by=created_at"
        while where is not None:
            answer = self._client.ask("GET", where)
            yield from (self._comment(row) for row in rows(answer.content, self.name) if not row.get("system"))
            where = next_page(answer)

    def _comment(self, row: Mapping[str, Any]) -> Comment:
        author = str((row.get("author") or {}).get("id"))
        return Comment(id=str(row.get("id")), body=row.get("body") or "", ours=author == self._author)

    def create(self, body: str) -> None:
        self._client.ask("POST", self._notes, {"body": body})

    def edit(self, comment: Comment, body: str) -> None:
        self._client.ask("PUT", f"{self._notes}/{comment.id}", {"body": body})

    def delete(self, comment: Comment) -> None:
        self._client.ask("DELETE", f"{self._notes}/{comment.id}")

    def hide(self, comment: Comment) -> None:  # noqa: ARG002  as every forge
        raise UsageError("GitLab cannot hide a comment.", hint="Use update or delete-and-new.")

    def prepared(self, text: str) -> str:
        """Lines that GitLab would run as quick actions (``/merge``) begin with a backslash, which is not shown."""
        lines = []
        fence = ""
        for line in text.split("\n"):
            found = _FENCE.match(line)
            if found and not fence:
                fence = found[1]
            elif found and line.strip() == fence:
                fence = ""
            lines.append(
                line if fence else _QUICK_ACTION.sub(r"\1\\/", line, count=1) if _QUICK_ACTION.match(line) else line
            )
        return "\n".join(lines)


def open_comments(environ: Mapping[str, str], number: str = "") -> Target:
    """The merge request of this pipeline, or another of its project."""
    client = Client(
        needed(environ, "CI_API_V4_URL", "the address of GitLab's API"),
        {"PRIVATE-TOKEN": needed(environ, "GITLAB_TOKEN", "an access token with the scope api")},
        name="GitLab",
    )
    merge_request = number_of(number or environ.get("CI_MERGE_REQUEST_IID", ""), "CI_MERGE_REQUEST_IID")
    who = client.ask("GET", "user").content
    author = str(who.get("id")) if isinstance(who, dict) else ""
    return Target(
        comments=GitLab(client, needed(environ, "CI_PROJECT_ID", "the project"), merge_request, author=author),
        run=whole(environ.get("CI_PIPELINE_ID")),
        attempt=whole(environ.get("CI_JOB_ID")),
        commit=commit(environ.get("CI_COMMIT_SHA")),
    )
