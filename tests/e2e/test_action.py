"""The Action from its inputs to the comment, run step by step against a GitHub on this machine."""

import json
from pathlib import Path

import pytest

from tests.e2e.action_runner import environment, run_action
from tests.e2e.program import DEMO
from tests.forges.fake_github import PERSON, FakeGitHub
from tests.forges.servers import running
from tests.plan.repository import commit, git, repository

TERRAFORM = """provider "aws" {{
  region = "us-east-1"
}}

resource "aws_instance" "web" {{
  ami           = "ami-1"
  instance_type = "{size}"
}}
"""
CONFIG = "finopsguard.yml"
POLICY = """id: no-large
title: Too large
why: A test.
severity: high
action: block
default: true
match: {types: [aws_instance]}
when: "'4xlarge' in resource.values.instance_type"
message: "{{ resource.address }} is too large."
fix: Take a smaller one.
tests:
  - {name: large, resource: {values: {instance_type: m5.4xlarge}}, expect: fail}
  - {name: small, resource: {values: {instance_type: m5.large}}, expect: pass}
"""
WAIVER = "  # finopsguard:ignore[no-large] load test until 2099-01-01"


@pytest.fixture(scope="session")
def python(tmp_path_factory):
    return environment(tmp_path_factory.mktemp("environment"))


class Job:
    """A pull request's job: a repository with a base and a head, and the runner's files."""

    def __init__(self, folder, server):
        self.server = server
        self.python = None
        self.folder = repository(folder / "a repository", {"infra/main.tf": TERRAFORM.format(size="m5.large")})
        self.base = git(self.folder, "rev-parse", "HEAD")
        self.temp = folder / "temp"
        self.run_id = 100
        self.fork = False
        self.environ = {}

    def change(self, files=None, **options):
        commit(self.folder, files or {"infra/main.tf": TERRAFORM.format(size="m5.xlarge")}, **options)

    def rebase(self):
        """What is committed so far is the base."""
        self.base = git(self.folder, "rev-parse", "HEAD")

    def run(self, run_id=None, attempt=1, **inputs):
        self.run_id = run_id or self.run_id + 1
        temp = self.temp / f"{self.run_id}-{attempt}-{len(list(self.temp.glob('*')))}"
        temp.mkdir(parents=True)
        head = git(self.folder, "rev-parse", "HEAD")
        repo = {"full_name": "acme/shop"}
        event = {
            "pull_request": {
                "number": 7,
                "head": {"sha": head, "repo": {"full_name": "mallory/shop"} if self.fork else repo},
                "base": {"sha": self.base, "repo": repo},
            }
        }
        (temp / "event.json").write_text(json.dumps(event), encoding="utf-8")
        environ = {
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "GITHUB_API_URL": self.server.address,
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(temp / "event.json"),
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_RUN_ATTEMPT": str(attempt),
            "GITHUB_RUN_ID": str(self.run_id),
            "GITHUB_SHA": head,
            "GITHUB_WORKSPACE": str(self.folder),
            **self.environ,
        }
        asked = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run_action(asked, environ, temp, python=self.python)


@pytest.fixture
def job(tmp_path):
    server = FakeGitHub(others=230)
    with running(server):
        yield Job(tmp_path, server)


@pytest.fixture
def isolated(job, python):
    """The same with every process that a runner starts."""
    job.python = python
    return job


def test_the_first_run_posts_the_second_patches_and_an_unchanged_third_does_nothing(isolated):
    isolated.change()
    first = isolated.run(plans="infra")
    assert first.code == 0, first.log
    assert isolated.server.writes() == ["POST"]
    assert sum(asked.method == "GET" for asked in isolated.server.asked) == 3  # 230 comments are three pages
    isolated.change({"infra/main.tf": TERRAFORM.format(size="m5.2xlarge")})
    assert isolated.run(plans="infra").code == 0
    assert isolated.run(plans="infra").code == 0
    assert isolated.server.writes() == ["POST", "PATCH"]
    (report,) = isolated.server.reports()
    assert "m5.2xlarge" in report
    assert len(isolated.server.comments) == 231


def test_outputs_summary_and_comment_tell_the_same(isolated):
    isolated.change()
    done = isolated.run(plans="infra", max_increase="1")
    # 730 hours of m5.xlarge at 0.192 and of m5.large at 0.096, and 8 GB of gp2 at 0.10 on both sides.
    assert (done.code, done.outputs["exit-code"], done.outputs["verdict"]) == (1, "1", "fail")
    assert done.outputs["delta"] == "70.080"
    assert done.outputs["currency"] == "USD"
    assert "+$70.08/mo" in done.summary
    assert "+$70.08/mo" in isolated.server.reports()[0]
    assert "::error title=FinOpsGuard%3A max-increase::" in done.log


def test_a_token_that_may_not_write_leaves_the_summary_and_the_exit_code(job):
    job.server.may_write = False
    job.fork = True
    job.change()
    done = job.run(plans="infra", max_increase="1")
    assert done.code == 1
    assert "❌ FAIL" in done.summary
    assert "::warning title=FinOpsGuard::No comment: the token of a fork's run may only read." in done.log
    assert job.server.reports() == []


def test_an_older_run_does_not_overwrite_a_newer_one(job):
    job.change()
    job.run(run_id=900, plans="infra")
    newer = job.server.reports()
    done = job.run(run_id=899, plans="infra", budget="1")
    assert done.code == 1
    assert job.server.reports() == newer
    assert "a newer run has written it already" in done.log
    job.run(run_id=900, attempt=2, plans="infra", budget="1")
    assert "❌ FAIL" in job.server.reports()[0]


def test_comments_of_others_are_left_alone_whatever_their_marker_says(job):
    planted = "<!-- finopsguard:default run=1 attempt=1 commit=abc -->\nPASS"
    job.server.add(planted, PERSON)
    foreign = job.server.add(planted)
    job.server.not_mine = {foreign["id"]}
    job.change()
    assert job.run(plans="infra").code == 0
    assert job.server.writes() == ["PATCH", "POST"]
    assert [one["body"] for one in job.server.comments[230:232]] == [planted, planted]


def test_jobs_with_keys_of_their_own_have_comments_of_their_own(job):
    job.change()
    job.run(plans="infra", comment_key="prod")
    job.run(plans="infra", comment_key="staging")
    assert len(job.server.reports()) == 2


@pytest.mark.parametrize(
    ("mode", "writes", "left"),
    [("new", ["POST", "POST"], 2), ("delete-and-new", ["POST", "DELETE", "POST"], 1), ("off", [], 0)],
)
def test_modes(job, mode, writes, left):
    job.change()
    job.run(plans="infra", comment=mode)
    job.run(plans="infra", comment=mode)
    assert job.server.writes() == writes
    assert len(job.server.reports()) == left


def test_an_earlier_comment_is_hidden_before_a_new_one(job):
    job.change()
    job.run(plans="infra", comment="hide-and-new")
    job.run(plans="infra", comment="hide-and-new")
    assert job.server.hidden == ["IC_1230"]
    assert len(job.server.reports()) == 2


def test_a_comment_only_when_something_is_wrong_and_then_kept_up_to_date(job):
    job.change()
    job.run(plans="infra", comment_when="fail")
    assert job.server.reports() == []
    job.run(plans="infra", comment_when="fail", budget="1")
    job.run(plans="infra", comment_when="fail")
    (report,) = job.server.reports()
    assert "✅ PASS" in report


def test_a_comment_only_when_the_cost_changes(job):
    job.change({"README.md": "No cost."})
    job.run(plans="infra", comment_when="changed")
    assert job.server.reports() == []


def test_what_decides_comes_from_the_base(job):
    job.change({CONFIG: "budget: 10\n"})
    job.rebase()
    job.change({CONFIG: "budget: 100000\nsoft_fail: true\n", "infra/main.tf": TERRAFORM.format(size="m5.xlarge")})
    done = job.run(plans="infra")
    assert done.code == 1
    assert "over the budget of $10.00" in done.log
    assert "This change alters finopsguard.yml" in done.summary
    assert job.run(plans="infra", config_from="head").code == 0


def test_a_configuration_that_the_change_adds_does_not_count_yet(job):
    job.change({CONFIG: "soft_fail: true\n"})
    assert job.run(plans="infra", budget="1").code == 1
    assert job.run(plans="infra", budget="1", config_from="head").code == 0


def test_the_change_that_brings_the_settings_is_checked_too(job):
    job.change({CONFIG: "projects: [{path: infra}]\n", "infra/main.tf": TERRAFORM.format(size="m5.xlarge")})
    done = job.run()
    assert done.code == 0, done.log
    assert done.outputs["delta"] == "70.080"


def test_a_report_to_compare_with_is_that_of_the_base(job):
    job.change({"README.md": "No cost."})
    job.run(plans="infra", json="earlier.json")
    report = (job.folder / "earlier.json").read_text(encoding="utf-8")
    job.change({"earlier.json": report})
    job.rebase()
    dearer = report.replace("70.88", "999.88")
    assert dearer != report
    job.change({"earlier.json": dearer, "infra/main.tf": TERRAFORM.format(size="m5.xlarge")})
    done = job.run(plans="infra", compare_to="earlier.json", max_increase="10")
    assert done.code == 1, done.log
    assert done.outputs["delta"] == "70.080"
    assert "This change alters earlier.json" in done.summary
    git(job.folder, "rm", "-q", "--cached", "earlier.json")  # what an earlier step writes and git does not know
    git(job.folder, "commit", "-q", "-m", "not kept")
    job.rebase()
    done = job.run(plans="infra", compare_to="earlier.json", max_increase="10")
    assert done.code == 0, done.log
    assert "This change alters" not in done.summary


def test_a_bill_is_that_of_the_base_also_on_a_fork(job):
    job.fork = True
    job.change({"bills/focus.csv": "BilledCost\n"})
    job.rebase()
    job.change({"bills/focus.csv": "BilledCost\n1\n", "infra/main.tf": TERRAFORM.format(size="m5.xlarge")})
    for source in ("focus:bills/focus.csv", "focus:bills", "focus:bills/*.csv"):
        done = job.run(plans="infra", actuals=source)
        assert done.code == 4, source  # it is no bill
        assert "Not available on a fork" not in done.summary
    assert "This change alters bills/focus.csv" in job.run(plans="infra", actuals="focus:bills/focus.csv").summary


def test_a_price_book_that_the_settings_name_comes_from_the_base(job):
    job.change({CONFIG: "price_book: book.zip\nprojects: [{path: infra}]\n", "book.zip": "no book"})
    job.rebase()
    job.change({"book.zip": "another"})
    done = job.run()
    assert done.code == 3
    assert "book.zip cannot be read: File is not a zip file" in done.log


def test_own_prices_come_from_the_base_and_projects_from_the_change(job):
    usage = "version: 0.1\nresource_usage:\n  aws_instance.web: {{monthly_hrs: {hours}}}\n"
    config = "usage_file: usage.yml\nprojects:\n  - {name: web, path: infra}\n"
    job.change({CONFIG: config, "usage.yml": usage.format(hours=100)})
    job.rebase()
    job.change({"usage.yml": usage.format(hours=1), "infra/main.tf": TERRAFORM.format(size="m5.xlarge")})
    done = job.run()
    assert done.code == 0, done.log
    assert "m5.large → m5.xlarge" in done.log
    assert done.outputs["delta"] == "9.600"  # 100 hours at 0.096
    assert "This change alters usage.yml" in done.log  # named by the configuration, and read from the base


def test_a_waiver_that_the_change_adds_does_not_count_yet(job):
    job.change({"policies/no-large.yaml": POLICY})
    job.rebase()
    waived = TERRAFORM.format(size="m5.4xlarge").replace("  ami ", f"{WAIVER}\n  ami ")
    job.change({"infra/main.tf": waived})
    done = job.run(plans="infra", policies="policies")
    assert done.code == 1, done.log
    assert job.run(plans="infra", policies="policies", config_from="head").code == 0
    job.rebase()
    job.change({"infra/other.tf": "# nothing\n"})
    assert job.run(plans="infra", policies="policies").code == 0


def test_a_policy_that_the_change_weakens_is_that_of_the_base(job):
    job.change({"policies/no-large.yaml": POLICY})
    job.rebase()
    job.change(
        {
            "policies/no-large.yaml": POLICY.replace("4xlarge", "48xlarge"),
            "infra/main.tf": TERRAFORM.format(size="m5.4xlarge"),
        }
    )
    done = job.run(plans="infra", policies="policies")
    assert done.code == 1
    assert "This change alters policies/no-large.yaml" in done.summary
    assert "::error file=infra/main.tf,line=5,title=FinOpsGuard%3A" in done.log


def test_a_base_that_was_not_fetched_is_never_a_pass(job):
    job.change()
    job.base = "0" * 40
    done = job.run(plans="infra")
    assert done.code == 4
    assert "The base of this change was not fetched" in done.summary
    assert done.outputs["verdict"] == "incomplete"
    assert job.run(plans="infra", soft_fail="true").code == 0


def test_the_merge_commit_of_a_shallow_checkout_knows_the_base(job, tmp_path):
    git(job.folder, "checkout", "-q", "-b", "topic")
    job.change({CONFIG: "soft_fail: true\n"})
    head = git(job.folder, "rev-parse", "HEAD")
    git(job.folder, "checkout", "-q", "main")
    git(job.folder, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    merge = git(job.folder, "rev-parse", "HEAD")
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{job.folder}", str(tmp_path / "clone"))
    job.folder = tmp_path / "clone"
    job.base = "1" * 40  # moved on since
    git(job.folder, "checkout", "-q", head)
    job.environ = {"GITHUB_SHA": merge}
    assert job.run(plans="infra", budget="1").code == 1


def test_a_plan_that_cannot_be_read_does_not_leave_an_earlier_pass_standing(job):
    job.change()
    job.run(plans="infra")
    done = job.run(plans="nowhere.json")
    assert (done.code, done.outputs["verdict"]) == (3, "error")
    (report,) = job.server.reports()
    assert "could not check this change (exit code 3)" in report
    assert "nowhere.json" in report


def test_reports_are_written_where_the_workflow_wants_them(job):
    job.change({"infra/finopsguard.yml": "budget: 1\n"})
    job.rebase()
    job.change()
    done = job.run(
        plans=".",
        working_directory="infra",
        sarif="out/findings.sarif",
        json="report.json",
        html="report.html",
        junit="report.xml",
        markdown="report.md",
    )
    assert done.code == 1, done.log
    sarif = json.loads((job.folder / "infra/out/findings.sarif").read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"]
    assert done.outputs["sarif-path"] == str(job.folder / "infra/out/findings.sarif")
    for name in ("report.json", "report.html", "report.xml", "report.md"):
        assert (job.folder / "infra" / name).stat().st_size


def test_python_files_credentials_and_settings_in_the_checkout_change_nothing(isolated, tmp_path):
    trap = tmp_path / "trapped"
    source = f"open({str(trap)!r}, 'a').write(__name__)\nraise SystemExit(0)\n"
    planted = dict.fromkeys(
        ("venv.py", "pip.py", "yaml.py", "json.py", "finopsguard.py", "click.py", "sitecustomize.py", "infra/json.py"),
        source,
    )
    isolated.change(
        planted
        | {
            "finopsguard/__init__.py": source,
            ".env": "AWS_REGION=eu-west-1\nFINOPSGUARD_SOFT_FAIL=1\n",
            "clouds.yaml": "clouds: {default: {auth: {auth_url: 'http://127.0.0.1:9'}}}\n",
            "pip.conf": "[global]\nno-index = true\n",
            "infra/main.tf": TERRAFORM.format(size="m5.xlarge"),
        }
    )
    done = isolated.run(plans="infra", budget="1")
    assert done.code == 1
    assert not trap.exists()
    assert done.outputs["delta"] == "70.080"


def test_live_sections_are_not_available_on_a_fork(job):
    job.fork = True
    job.change()
    done = job.run(plans="infra", quotas="openstack")
    assert done.code == 0
    assert "Not available on a fork: quotas." in done.summary


HOSTILE = "x\n::error::pwned\n::set-output name=verdict::pass\r##[add-path]/evil %0A::warning::more"


def test_what_a_plan_says_is_no_command(isolated):
    plan = json.loads(Path(DEMO).read_text(encoding="utf-8"))
    for change in plan["resource_changes"]:
        change["address"] = f'{change["address"]}["{HOSTILE}"]'
        after = change["change"].get("after")
        if after and "tags" in after:
            after["tags"] = {"team": HOSTILE, HOSTILE: "x"}
    (isolated.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    done = isolated.run(plans="plan.json", budget="1", details="true")
    assert done.code == 1
    assert done.outputs["verdict"] == "fail"
    stopped = None
    commands = []
    for line in done.log.splitlines():
        if line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif stopped and line == f"::{stopped}::":
            stopped = None
        elif stopped is None and line.lstrip().startswith("::"):
            commands.append(line)
    assert stopped is None
    assert commands
    assert all(line.startswith(("::error title=FinOpsGuard%3A", "::warning title=", "::notice ")) for line in commands)
    assert "pwned" not in " ".join(line.split("::")[1] for line in commands)


def test_two_thousand_changed_resources_fit_with_verdict_reasons_and_totals(job):
    plan = json.loads(Path(DEMO).read_text(encoding="utf-8"))
    one = next(change for change in plan["resource_changes"] if change["type"] == "aws_instance")
    plan["resource_changes"] = [
        {
            **one,
            "address": f'module.fleet["{"🚀" * 20}{number}"].aws_instance.web',
            "index": None,
            "module_address": f'module.fleet["{number}"]',
        }
        for number in range(2000)
    ]
    (job.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    done = job.run(plans="plan.json", budget="1", details="true")
    assert done.code == 1, done.log[-2000:]
    (report,) = job.server.reports()
    assert len(report) + sum(ord(char) > 0xFFFF for char in report) <= 65_536
    for part in ("❌ FAIL", "over the budget of", "#### Totals"):
        assert part in report
    assert len(done.summary.encode()) < 1024 * 1024


def test_the_token_goes_to_the_api_and_nowhere_else(isolated):
    isolated.change()
    done = isolated.run(plans="infra", budget="1", json="report.json")
    everything = (
        done.log
        + done.summary
        + (isolated.folder / "report.json").read_text(encoding="utf-8")
        + str(isolated.server.comments)
    )
    assert "ghs_TOKEN" not in everything
    assert {asked.headers["authorization"] for asked in isolated.server.asked} == {"Bearer ghs_TOKEN"}
    assert not any("ghs_TOKEN" in asked.path for asked in isolated.server.asked)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"comment": "sometimes"}, "The input comment is none of"),
        ({"config_from": "elsewhere"}, "The input config-from is none of"),
        ({"strict": "perhaps"}, "The input strict is neither true nor false"),
        ({"comment_key": "a -->"}, "The comment's key is not valid"),
        ({"working_directory": "nowhere"}, "names no folder"),
        ({"working_directory": "link"}, "leads through a link"),
    ],
)
def test_an_input_that_cannot_be_right_is_an_annotation(job, inputs, said):
    job.change()
    (job.folder / "link").symlink_to(job.folder / "infra")
    done = job.run(plans="infra", **inputs)
    assert done.code == 2
    assert done.log.startswith("::error title=FinOpsGuard::")
    assert said in done.log


def test_a_plan_has_its_own_before_and_its_folder_gives_the_line(job):
    job.change()
    (job.folder / "plan.json").write_text(Path(DEMO).read_text(encoding="utf-8"), encoding="utf-8")
    assert job.run(plans="plan.json", compare_to="base").code == 2
    assert job.run(plans="plan.json").code == 0


def test_a_push_is_no_pull_request(job):
    job.change({CONFIG: "budget: 1\n"})
    job.environ = {"GITHUB_EVENT_PATH": "", "GITHUB_EVENT_NAME": "push"}
    assert job.run(plans="infra").code == 1
    assert job.server.asked == []


def test_files_outside_of_the_repository_are_read_as_they_are(job, tmp_path):
    (tmp_path / "usage.yml").write_text(
        "version: 0.1\nresource_usage:\n  aws_instance.web: {monthly_hrs: 100}\n", encoding="utf-8"
    )
    job.change()
    assert job.run(plans="infra", usage_file=str(tmp_path / "usage.yml")).outputs["delta"] == "9.600"


def test_a_usage_file_that_the_change_adds_does_not_count_yet(job):
    job.change(
        {
            "infra/main.tf": TERRAFORM.format(size="m5.xlarge"),
            "usage.yml": "version: 0.1\nresource_usage:\n  aws_instance.web: {monthly_hrs: 1}\n",
        }
    )
    done = job.run(plans="infra", usage_file="usage.yml")
    assert done.outputs["delta"] == "70.080"
    assert "This change alters usage.yml" in done.summary


def test_without_a_token_there_is_a_warning(job):
    job.change()
    done = job.run(plans="infra", token="")
    assert done.code == 0
    assert "the input token is empty" in done.log


def test_an_api_that_is_down_changes_no_verdict(job):
    job.change()
    job.server.faults = [("GET", (404, {"message": "Not Found"}, {}))]
    done = job.run(plans="infra", budget="1")
    assert done.code == 1
    assert "::warning title=FinOpsGuard::GitHub answers GET" in done.log


@pytest.mark.parametrize("name", ["policies", "usage_file", "prices", "baseline", "config"])
def test_a_rule_that_is_nowhere_is_not_one_rule_less(job, name):
    job.change()
    done = job.run(plans="infra", **{name: "mistyped"})
    assert done.code == 2
    assert "neither in the base nor in the change" in done.log


def test_a_policy_that_the_change_removes_still_counts(job):
    job.change({"policies/no-large.yaml": POLICY})
    job.rebase()
    job.change({"infra/main.tf": TERRAFORM.format(size="m5.4xlarge")}, remove=("policies/no-large.yaml",))
    assert job.run(plans="infra", policies="policies").code == 1
