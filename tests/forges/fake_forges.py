"""GitLab's notes, Azure DevOps' threads and Bitbucket's comments, as their API references describe them."""

from typing import Any

from tests.forges.servers import Answer, Asked, Fake


class FakeGitLab(Fake):
    """Notes API: pages by Link header; authors by id; this token is user 42."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[dict[str, Any]] = []

    def add(self, body: str, author: int = 42) -> dict[str, Any]:
        note = {"id": 500 + len(self.notes), "body": body, "author": {"id": author}, "system": False}
        self.notes.append(note)
        return note

    def bodies(self) -> list[str]:
        return [note["body"] for note in self.notes if note["author"]["id"] == 42]

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/api/v4/user":
            return 200, {"id": 42}, {}
        if not asked.path.startswith("/api/v4/projects/11/merge_requests/3/notes"):
            return 404, {"message": "404 Not found"}, {}
        if asked.method == "GET":
            page = int(asked.query.get("page", 1))
            more = {"Link": f'<{self.address}{asked.path}?per_page=100&page={page + 1}>; rel="next"'}
            return 200, self.notes[(page - 1) * 100 : page * 100], more if page * 100 < len(self.notes) else {}
        if asked.method == "POST":
            return 201, self.add(asked.body["body"]), {}
        note = next(one for one in self.notes if str(one["id"]) == asked.path.rpartition("/")[2])
        if asked.method == "DELETE":
            self.notes.remove(note)
            return 204, None, {}
        note["body"] = asked.body["body"]
        return 200, note, {}


class FakeAzureDevOps(Fake):
    """Pull Request Threads: all on one page; authors by identity; deleted comments stay with a mark."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[dict[str, Any]] = []

    def add(self, body: str, author: str = "me") -> dict[str, Any]:
        comment = {"id": 1, "content": body, "author": {"id": author}}
        self.threads.append({"id": 70 + len(self.threads), "comments": [comment], "isDeleted": False})
        return comment

    def bodies(self) -> list[str]:
        return [
            one["comments"][0]["content"]
            for one in self.threads
            if one["comments"][0]["author"]["id"] == "me" and not one["isDeleted"]
        ]

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/acme/_apis/connectionData":
            return 200, {"authenticatedUser": {"id": "me"}}, {}
        base = "/acme/p1/_apis/git/repositories/r1/pullRequests/3/threads"
        if not asked.path.startswith(base) or asked.query.get("api-version") != "7.0":
            return 404, {"message": "not found"}, {}
        if asked.method == "GET":
            return 200, {"value": self.threads, "count": len(self.threads)}, {}
        if asked.method == "POST":
            self.add(asked.body["comments"][0]["content"])
            return 200, self.threads[-1], {}
        thread = next(one for one in self.threads if str(one["id"]) == asked.path.removeprefix(base).split("/")[1])
        if asked.method == "DELETE":
            thread["isDeleted"] = True
            return 200, None, {}
        thread["comments"][0]["content"] = asked.body["content"]
        return 200, thread["comments"][0], {}


class FakeBitbucket(Fake):
    """Pull request comments: pages by ``next``; authors by uuid."""

    def __init__(self) -> None:
        super().__init__()
        self.comments: list[dict[str, Any]] = []

    def add(self, body: str, author: str = "{me}") -> dict[str, Any]:
        comment = {"id": 30 + len(self.comments), "content": {"raw": body}, "user": {"uuid": author}, "deleted": False}
        self.comments.append(comment)
        return comment

    def bodies(self) -> list[str]:
        return [one["content"]["raw"] for one in self.comments if one["user"]["uuid"] == "{me}"]

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/2.0/user":
            return 200, {"uuid": "{me}"}, {}
        base = "/2.0/repositories/acme/shop/pullrequests/3/comments"
        if not asked.path.startswith(base):
            return 404, {"error": {"message": "not found"}}, {}
        if asked.method == "GET":
            page = int(asked.query.get("page", 1))
            content = {"values": self.comments[(page - 1) * 100 : page * 100]}
            if page * 100 < len(self.comments):
                content["next"] = f"{self.address}{asked.path}?pagelen=100&page={page + 1}"
            return 200, content, {}
        if asked.method == "POST":
            return 201, self.add(asked.body["content"]["raw"]), {}
        comment = next(one for one in self.comments if str(one["id"]) == asked.path.rpartition("/")[2])
        if asked.method == "DELETE":
            self.comments.remove(comment)
            return 204, None, {}
        comment["content"]["raw"] = asked.body["content"]["raw"]
        return 200, comment, {}
