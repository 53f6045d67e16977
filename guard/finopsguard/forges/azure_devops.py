"""Comments on Azure DevOps: threads of a pull request (Azure DevOps Services REST API 7.0, "Pull Request Threads").

SYSTEM_ACCESSTOKEN is the pipeline's own token, which has to be handed to the step; AZURE_DEVOPS_TOKEN is a personal one.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from finopsguard.errors import UsageError
from finopsguard.forges.comments import Comment, Target
from finopsguard.forges.environment import commit, needed, number_of, whole
from finopsguard.forges.http import Client, rows

MAX_CHARS = 150_000
_VERSION = "api-version=7.0"
_CLOSED = 4
"""``CommentThreadStatus.closed``: a report is nothing to be resolved."""
_TEXT = 1


class AzureDevOps:
    """The threads of one pull request; a report is the first comment of a thread of its own."""

    name = "Azure DevOps"
    max_chars = MAX_CHARS
    html = True

    def __init__(self, client: Client, threads: str, *, author: str) -> None:
        self._client = client
        self._threads = threads
        self._author = author

    def listed(self) -> Iterable[Comment]:
        content = self._client.ask("GET", f"{self._threads}?{_VERSION}").content
        for thread in rows(content.get("value") if isinstance(content, dict) else None, self.name):
            first = next(iter(thread.get("comments") or ()), None)
            if isinstance(first, dict) and not thread.get("isDeleted") and not first.get("isDeleted"):
                yield self._comment(thread, first)

    def _comment(self, thread: Mapping[str, Any], row: Mapping[str, Any]) -> Comment:
        author = (row.get("author") or {}).get("id")
        return Comment(
            id=f"{thread.get('id')}/comments/{row.get('id')}",
            body=row.get("content") or "",
            ours=bool(author) and author == self._author,
        )

    def create(self, body: str) -> None:
        content = {"parentCommentId": 0, "content": body, "commentType": _TEXT}
        self._client.ask("POST", f"{self._threads}?{_VERSION}", {"comments": [content], "status": _CLOSED})

    def edit(self, comment: Comment, body: str) -> None:
        self._client.ask("PATCH", self._one(comment), {"content": body})

    def delete(self, comment: Comment) -> None:
        self._client.ask("DELETE", self._one(comment))

    def _one(self, comment: Comment) -> str:
        return f"{self._threads}/{comment.id}?{_VERSION}"

    def hide(self, comment: Comment) -> None:  # noqa: ARG002  as every forge
        raise UsageError("Azure DevOps cannot hide a comment.", hint="Use update or delete-and-new.")

    def prepared(self, text: str) -> str:
        return text


def open_comments(environ: Mapping[str, str], number: str = "") -> Target:
    """The pull request of this build, or another of its repository."""
    base = needed(environ, "SYSTEM_COLLECTIONURI", "the address of the organization")
    project = needed(environ, "SYSTEM_TEAMPROJECTID", "the project")
    repository = needed(environ, "BUILD_REPOSITORY_ID", "the repository")
    client = Client(base, _headers(environ), name="Azure DevOps")
    pull_request = number_of(
        number or environ.get("SYSTEM_PULLREQUEST_PULLREQUESTID", ""), "SYSTEM_PULLREQUEST_PULLREQUESTID"
    )
    who = client.ask("GET", "_apis/connectionData").content
    author = str((who.get("authenticatedUser") or {}).get("id") or "") if isinstance(who, dict) else ""
    path = f"{quote(project, safe='')}/_apis/git/repositories/{quote(repository, safe='')}/pullRequests/{pull_request}/threads"
    return Target(
        comments=AzureDevOps(client, path, author=author),
        run=whole(environ.get("BUILD_BUILDID")),
        attempt=whole(environ.get("SYSTEM_JOBATTEMPT")),
        commit=commit(environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID") or environ.get("BUILD_SOURCEVERSION")),
    )


def _headers(environ: Mapping[str, str]) -> dict[str, str]:
    """A personal token is a password without a user; the pipeline's is a bearer's."""
    if token := environ.get("AZURE_DEVOPS_TOKEN", "").strip():
        return {"Authorization": f"Basic {b64encode(f':{token}'.encode()).decode()}"}
    token = needed(
        environ, "SYSTEM_ACCESSTOKEN", "the pipeline's token; hand it to the step with env: as $(System.AccessToken)"
    )
    return {"Authorization": f"Bearer {token}"}
