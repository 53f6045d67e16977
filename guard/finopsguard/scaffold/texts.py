"""The texts of the files."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from finopsguard import __version__

PLACEHOLDER = "OWNER/finopsguard"
"""Where nobody says which repository FinOpsGuard is taken from."""
TAG = f"v{__version__}"
CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-")


def settings(projects: Sequence[Mapping[str, Any]], usage_file: str = "") -> str:
    """finopsguard.yml."""
    lines = [
        "# FinOpsGuard's settings: docs/configuration.md. On a pull request those of its base count.",
        "# budget: 1500          # fail when the monthly total is over this",
        "# max_increase: 10%     # fail when a change adds more",
    ]
    if usage_file:
        lines.append(f"usage_file: {scalar(usage_file)}")
    if projects:
        lines.append("projects:")
        for project in projects:
            keys = iter(project.items())
            lines += [
                f"  {'-' if first else ' '} {name}: {scalar(value)}"
                for first, (name, value) in zip([True] + [False] * 20, keys, strict=False)
            ]
    return "\n".join(lines) + "\n"


def scalar(value: Any) -> str:
    """A value in YAML, of which JSON is a part."""
    if isinstance(value, str) and value and set(value) <= _SAFE and value[0].isalpha() and value.lower() not in _WORDS:
        return value
    return json.dumps(value, default=str)


_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def github(repository: str) -> str:
    """.github/workflows/finopsguard.yml."""
    return f"""name: FinOpsGuard

on:
  pull_request:

permissions: {{}}

concurrency:
  group: finopsguard-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  cost:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write # the comment
    steps:
      - uses: {CHECKOUT}
        with:
          fetch-depth: 2 # the base: what the change is compared with, and whose settings count
          persist-credentials: false
      - uses: {repository}@{TAG} # better: the tag's full commit
"""


def gitlab(repository: str) -> str:
    """.gitlab/finopsguard.yml, for ``include:``."""
    return f"""finopsguard:
  image: python:3.12-slim
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  script:
    - apt-get update -qq && apt-get install -qq --yes git > /dev/null
    - python -m venv /opt/finopsguard
    - /opt/finopsguard/bin/pip install --quiet "git+https://github.com/{repository}@{TAG}"
    - code=0
    - export PATH="/opt/finopsguard/bin:$PATH" BASE="$CI_MERGE_REQUEST_DIFF_BASE_SHA"
    - finopsguard check --compare-to "$BASE" --waivers-from "$BASE" --out json=report.json --out junit=report.xml || code=$?
    # GITLAB_TOKEN: an access token with the scope api, masked. A job's own token may not write comments.
    - if [ -s report.json ] && [ -n "$GITLAB_TOKEN" ]; then finopsguard comment --report report.json || true; fi
    - exit $code
  artifacts:
    when: always
    paths: [report.json]
    reports:
      junit: report.xml
"""


def azure(repository: str) -> str:
    """.azure-pipelines/finopsguard.yml, a pipeline of its own."""
    return f"""trigger: none

pool:
  vmImage: ubuntu-latest

steps:
  - checkout: self
    fetchDepth: "0"
  - task: UsePythonVersion@0
    inputs:
      versionSpec: "3.12"
  - bash: |
      set -euo pipefail
      python -I -m venv "$AGENT_TEMPDIRECTORY/finopsguard"
      "$AGENT_TEMPDIRECTORY/finopsguard/bin/pip" install --quiet "git+https://github.com/{repository}@{TAG}"
    workingDirectory: $(Agent.TempDirectory)
    displayName: Install FinOpsGuard
  - bash: |
      export PATH="$AGENT_TEMPDIRECTORY/finopsguard/bin:$PATH"
      report="$AGENT_TEMPDIRECTORY/report.json" base="origin/$SYSTEM_PULLREQUEST_TARGETBRANCHNAME" code=0
      finopsguard check --compare-to "$base" --waivers-from "$base" --out "json=$report" || code=$?
      if [ -s "$report" ]; then
        finopsguard comment --report "$report" || true
      fi
      exit $code
    displayName: FinOpsGuard
    env:
      SYSTEM_ACCESSTOKEN: $(System.AccessToken)
"""


def bitbucket(repository: str) -> str:
    """bitbucket-pipelines.yml."""
    return f"""image: python:3.12

pipelines:
  pull-requests:
    "**":
      - step:
          name: FinOpsGuard
          clone:
            depth: full
          script:
            - python -m venv /opt/finopsguard
            - /opt/finopsguard/bin/pip install --quiet "git+https://github.com/{repository}@{TAG}"
            - code=0
            - export PATH="/opt/finopsguard/bin:$PATH" BASE="origin/$BITBUCKET_PR_DESTINATION_BRANCH"
            - finopsguard check --compare-to "$BASE" --waivers-from "$BASE" --out json=report.json || code=$?
            # BITBUCKET_TOKEN: an access token of the repository that may write pull requests, secured.
            - if [ -s report.json ] && [ -n "$BITBUCKET_TOKEN" ]; then finopsguard comment --report report.json || true; fi
            - exit $code
"""


def hook(repository: str, indent: str = "  ") -> str:
    """An entry of ``repos:`` in .pre-commit-config.yaml."""
    lines = (
        f"- repo: https://github.com/{repository}",
        f"  rev: {TAG}",
        "  hooks:",
        "    - id: finopsguard",
        "      args: [--compare-to, HEAD] # the projects of finopsguard.yml",
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def with_hook(text: str, repository: str) -> str:
    """A configuration of pre-commit with our entry at its end, indented as its own entries are."""
    entry = next((line for line in text.splitlines() if line.lstrip().startswith("- repo:")), "  - repo:")
    return f"{text.rstrip()}\n{hook(repository, entry[: len(entry) - len(entry.lstrip())])}"
