"""The forges: comments on pull requests, and what GitHub's runner asks of an action. Rendering is the report room's."""
