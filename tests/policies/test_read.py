"""Policy files with mistakes in them, and those that are not policies at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import FinOpsGuardError, PolicyError
from finopsguard.policies.load import load, own
from finopsguard.policies.read import policy_of
from finopsguard.policies.template import new_policy

GOOD = new_policy("rule", "")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("severity: medium", "severity: middling", 5, "medium"),
        ("action: warn", "action: wanr", 6, "warn"),
        ("title:", "titel:", 3, "title"),
        ("  types:", "  typse:", 9, "types"),
        ("[create, update, replace]", "[creat]", 10, "create"),
        ("id: rule", "id: other", 2, "same name"),
        ("  limit: 100", "  limit: 100\neach: runs", 17, "run"),
        ("expect: pass", "expect: passed", 38, "pass"),
        ("  cost:", "  resource:", 19, "let"),
    ],
)
def test_mistakes_give_the_line_and_the_nearest_word(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_of(GOOD.replace(old, new, 1), "rule.yaml")
    assert str(caught.value).startswith(f"rule.yaml:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a", "just text", "id: rule", "a: *b", "{" * 60, "a: &a [*a]", "\x00"])
def test_what_is_no_policy(text: str) -> None:
    with pytest.raises(PolicyError):
        policy_of(text, "rule.yaml")


@given(st.text(max_size=300))
def test_any_text_is_a_policy_or_an_error(text: str) -> None:
    try:
        policy_of(text, "rule.yaml")
    except FinOpsGuardError:
        return


def test_names_of_let_that_use_each_other_cost_no_more_than_they_are() -> None:
    names = "\n".join(f"  n{n}: n{n - 1} + n{n - 1}" for n in range(1, 18))
    text = GOOD.replace(
        "  cost: estimate.monthly_cost_max", f"  n0: estimate.monthly_cost_max\n{names}\n  cost: n17 / 131072"
    )
    policy = policy_of(text, "rule.yaml")
    policy.compile()
    from finopsguard.policies.examples import run_tests

    assert [outcome.problem for outcome in run_tests(policy)] == ["", "", ""]


def test_a_name_of_let_cannot_use_itself_or_a_later_one() -> None:
    for wrong in ("  cost: cost", "  a: b\n  b: 1\n  cost: a"):
        with pytest.raises(PolicyError):
            policy_of(GOOD.replace("  cost: estimate.monthly_cost_max", wrong), "rule.yaml").compile()


def test_an_id_is_given_once(tmp_path: Path) -> None:
    (tmp_path / "gp2-to-gp3.yaml").write_text(new_policy("gp2-to-gp3", ""), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"policies/gp2-to-gp3\.yaml"):
        load([str(tmp_path)])


def test_own_policies_are_compiled_when_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(GOOD.replace("when: cost > settings.limit", "when: cots > 1"), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"rule\.yaml:22: when: cots is no name of the context\. Did you mean cost\?"):
        own([str(tmp_path)])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="neither a folder"):
        own([str(tmp_path / "nothing")])
