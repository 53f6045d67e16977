"""The pipelines that docs show are those that init writes, and the workflows in them are safe by the same rules as ours."""

import re
from pathlib import Path

import pytest
import yaml

from finopsguard.scaffold import texts

DOCS = Path(__file__).parents[1] / "docs"
FORGES = {"gitlab": texts.gitlab, "azure-devops": texts.azure, "bitbucket": texts.bitbucket}


def blocks(name):
    return re.findall(r"```yaml\n(.*?)```", (DOCS / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", FORGES)
def test_the_pipeline_shown_is_the_one_written(name):
    written = yaml.safe_load(FORGES[name](texts.PLACEHOLDER))
    assert written in [yaml.safe_load(block) for block in blocks(name)]


@pytest.mark.parametrize("name", ["github-action", "pre-commit", *FORGES])
def test_every_block_is_yaml_with_pinned_actions(name):
    for block in blocks(name):
        assert yaml.safe_load(block)
        for used in re.findall(r"uses: (\S+)", block):
            assert re.fullmatch(r"\S+@[0-9a-f]{40}", used) or used == f"{texts.PLACEHOLDER}@{texts.TAG}"


def test_the_hook_shown_is_the_one_written():
    assert yaml.safe_load(f"repos:\n{texts.hook(texts.PLACEHOLDER)}") in [
        yaml.safe_load(block) for block in blocks("pre-commit")
    ]


def test_the_workflow_written_is_the_one_shown_but_for_what_is_asked():
    written = yaml.safe_load(texts.github(texts.PLACEHOLDER))
    shown = yaml.safe_load(blocks("github-action")[0])
    assert shown["jobs"]["cost"]["permissions"] == written["jobs"]["cost"]["permissions"]
    assert shown["jobs"]["cost"]["steps"][0] == written["jobs"]["cost"]["steps"][0]
