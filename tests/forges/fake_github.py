"""GitHub's comments of one repository ("REST API endpoints for issue comments")."""

from typing import Any

from tests.forges.servers import Answer, Asked, Fake

BOT = {"login": "github-actions[bot]", "type": "Bot"}
PERSON = {"login": "somebody", "type": "User"}


class FakeGitHub(Fake):
    """``comments`` in the order of their creation; ``may_write`` and ``not_mine`` say what the token may change."""

    def __init__(self, others: int = 0) -> None:
        super().__init__()
        self.comments: list[dict[str, Any]] = []
        self.pulls: list[dict[str, Any]] = []
        self.may_write = True
        self.not_mine: set[int] = set()
        self.hidden: list[str] = []
        self.author = BOT
        for number in range(others):
            self.add(f"Comment {number}", PERSON)

    def add(self, body: str, user: dict[str, str] = BOT) -> dict[str, Any]:
        number = 1000 + len(self.comments)
        comment = {"id": number, "node_id": f"IC_{number}", "body": body, "user": user}
        self.comments.append(comment)
        return comment

    def reports(self) -> list[str]:
        """Bodies of the comments that carry a marker."""
        return [one["body"] for one in self.comments if one["body"].startswith("<!-- finopsguard:")]

    def answer(self, asked: Asked) -> Answer:
        parts = asked.path.strip("/").split("/")
        if asked.method == "GET" and asked.path == "/user":
            return 200, {"login": "somebody"}, {}
        if asked.method == "GET" and "pulls" in parts:
            head = asked.query.get("head")
            return 200, [pull for pull in self.pulls if head in (None, pull["head"]["label"])], {}
        if asked.method == "GET":
            return self._page(asked)
        if not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}, {}
        if asked.path == "/graphql":
            self.hidden.append(asked.body["variables"]["id"])
            return 200, {"data": {"minimizeComment": {"minimizedComment": {"isMinimized": True}}}}, {}
        if asked.method == "POST":
            if len(asked.body["body"]) > 65_536:
                return 422, {"message": "Validation Failed"}, {}
            return 201, self.add(asked.body["body"], self.author), {}
        number = int(parts[-1])
        if number in self.not_mine:
            return 403, {"message": "Resource not accessible by integration"}, {}
        found = next(one for one in self.comments if one["id"] == number)
        if asked.method == "DELETE":
            self.comments.remove(found)
            return 204, None, {}
        found["body"] = asked.body["body"]
        return 200, found, {}

    def _page(self, asked: Asked) -> Answer:
        size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
        start = (page - 1) * size
        links = {}
        if start + size < len(self.comments):
            links = {
                "Link": f'<{self.address}{asked.path}?per_page={size}&page={page + 1}>; rel="next", <x>; rel="last"'
            }
        return 200, self.comments[start : start + size], links
