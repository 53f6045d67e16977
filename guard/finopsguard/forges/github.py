"""Comments on GitHub (REST API, "Issue comments"; GraphQL API, ``minimizeComment``).

A pull request is an issue there. A workflow's token may not ask who it is, so a comment may be ours when a bot wrote it; with a person's
token (``ghp_``, ``github_pat_``) it is ours when that person did.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from finopsguard.errors import ForgeError, UsageError
from finopsguard.forges.comments import Comment, Target
from finopsguard.forges.environment import needed, number_of
from finopsguard.forges.event import read_event
from finopsguard.forges.http import Client, next_page, rows

MAX_CHARS = 65_536
PUBLIC_API = "https://api.github.com"
_PERSONAL = ("ghp_", "github_pat_")
_HIDE = "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }"


class GitHub:
    """The comments of one pull request."""

    name = "GitHub"
    max_chars = MAX_CHARS
    html = True

    def __init__(self, client: Client, repository: str, number: int, *, login: str = "", graphql: Client) -> None:
        self._client = client
        self._graphql = graphql
        self._repository = checked_repository(repository)
        self._number = number
        self._login = login

    def listed(self) -> Iterable[Comment]:
        where: str | None = f"repos/{self._repository}/issues/{self._number}/comments?per_page=100"
        while where is not None:
            answer = self._client.ask("GET", where)
            yield from map(self._comment, rows(answer.content, self.name))
            where = next_page(answer)

    def _comment(self, row: Mapping[str, Any]) -> Comment:
        user = row.get("user") or {}
        ours = user.get("login") == self._login if self._login else user.get("type") == "Bot"
        return Comment(
            id=str(row.get("id")), body=row.get("body") or "", ours=ours, handle=str(row.get("node_id") or "")
        )

    def create(self, body: str) -> None:
        self._client.ask("POST", f"repos/{self._repository}/issues/{self._number}/comments", {"body": body})

    def edit(self, comment: Comment, body: str) -> None:
        self._client.ask("PATCH", self._one(comment), {"body": body})

    def delete(self, comment: Comment) -> None:
        self._client.ask("DELETE", self._one(comment))

    def _one(self, comment: Comment) -> str:
        return f"repos/{self._repository}/issues/comments/{comment.id}"

    def hide(self, comment: Comment) -> None:
        answer = self._graphql.ask("POST", "graphql", {"query": _HIDE, "variables": {"id": comment.handle}})
        if not isinstance(answer.content, dict) or answer.content.get("errors"):
            raise ForgeError("GitHub did not hide the comment of an earlier run.", status=403)

    def prepared(self, text: str) -> str:
        return text


def client(environ: Mapping[str, str], token: str) -> Client:
    """The API of the server that the job runs for."""
    return Client(environ.get("GITHUB_API_URL") or PUBLIC_API, _headers(token), name="GitHub")


def _graphql(environ: Mapping[str, str], token: str) -> Client:
    address = environ.get("GITHUB_GRAPHQL_URL") or f"{environ.get('GITHUB_API_URL') or PUBLIC_API}/graphql"
    return Client(address.removesuffix("/graphql"), _headers(token), name="GitHub")


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }


def comments(environ: Mapping[str, str], token: str, number: int) -> GitHub:
    """The comments of a pull request of ``GITHUB_REPOSITORY``."""
    api = client(environ, token)
    login = ""
    if token.startswith(_PERSONAL):
        who = api.ask("GET", "user").content
        login = str(who.get("login") or "") if isinstance(who, dict) else ""
    return GitHub(api, environ.get("GITHUB_REPOSITORY", ""), number, login=login, graphql=_graphql(environ, token))


def open_comments(environ: Mapping[str, str], number: str = "") -> Target:
    """The pull request of this workflow, or another of its repository; after a run for a fork (``workflow_run``) that of its head."""
    token = needed(environ, "GITHUB_TOKEN", "the job's token; hand it to the step with env:")
    event = read_event(environ)
    found = event.number
    if not number and found is None and event.name == "workflow_run":
        owner = event.head_repository.partition("/")[0]
        repository = needed(environ, "GITHUB_REPOSITORY", "the repository")
        head = f"{owner}:{event.head_branch}" if owner and event.head_branch else ""
        found = pull_request_of(client(environ, token), repository, event.head, head)
        if found is None:
            raise ForgeError("No open pull request has the checked commit as its head any more.")
    pull_request = number_of(number or str(found or ""), "the event")
    return Target(
        comments=comments(environ, token, pull_request), run=event.run, attempt=event.attempt, commit=event.commit
    )


def pull_request_of(api: Client, repository: str, commit: str, head: str = "") -> int | None:
    """The open pull request whose head is ``commit``; ``head`` (``owner:branch``) finds those of forks."""
    repository = checked_repository(repository)
    if not commit.isalnum():
        raise UsageError("The run names no commit.")
    searches = [f"repos/{repository}/commits/{commit}/pulls?per_page=100"]
    if head:
        searches.insert(0, f"repos/{repository}/pulls?state=open&per_page=100&head={quote(head, safe='')}")
    for where in searches:
        for row in rows(api.ask("GET", where).content, "GitHub"):
            if row.get("state") == "open" and (row.get("head") or {}).get("sha") == commit:
                return int(row["number"])
    return None


def checked_repository(name: str) -> str:
    """``owner/name`` as part of an address. Raises :class:`UsageError`."""
    owner, slash, repository = name.partition("/")
    if not slash or not all(
        part and part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in (owner, repository)
    ):
        raise UsageError("GITHUB_REPOSITORY is not owner/name.", hint="Run inside of a GitHub workflow, or set it.")
    return name
