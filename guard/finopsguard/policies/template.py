"""The policy that ``finopsguard policy new`` begins with."""

import re
from pathlib import Path

from finopsguard.errors import UsageError

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 60

TEXT = """\
# docs/policies.md explains every key and every name of the context. Try this file with: finopsguard policy test {id}.yaml
id: {id} # the file's name
title: Machines that cost too much # as reports list it
why: Say here why the rule is worth following; people who meet it will read this.
severity: medium # low, medium, high, critical
action: warn # block makes the verdict fail; warn and info only show

match: # which resources; all that is given must match
  types: [aws_instance] # * stands for any characters
  actions: [create, update, replace] # this is what counts without the line; also delete, no-op, forget, create-forget
  # environments: [development]
  # modules: ["module.shop*"]
  # tags: {{Team: [platform]}}

settings: # values that finopsguard.yml can change; null: it must give one
  limit: 100

let: # names for what is used several times
  cost: estimate.monthly_cost_max

# True: there is a finding. What is not set is none; what is not known or not priced makes the answer unknown, never a pass.
when: cost > settings.limit

observed: "{{{{ cost | money(estimate.currency) }}}}"
limit: "{{{{ settings.limit | money(estimate.currency) }}}}"
message: >-
  {{{{ resource.address }}}} costs {{{{ cost | money(estimate.currency) }}}} a month;
  {{{{ settings.limit | money(estimate.currency) }}}} is the most.
fix: | # what to write in Terraform instead
  instance_type = "..." # smaller than {{{{ resource.values.instance_type }}}}

tests: # (unknown) is a value known only after apply, ref(ADDRESS) a reference to another resource under others:
  - name: dear
    resource: {{address: aws_instance.web, values: {{instance_type: m5.4xlarge}}}}
    estimate: {{monthly_cost: 560.64}}
    expect: fail
    message: $560.64
  - name: cheap
    resource: {{address: aws_instance.web, values: {{instance_type: t3.small}}}}
    estimate: {{monthly_cost: 15.18}}
    expect: pass
  - name: no price
    resource: {{address: aws_instance.web}}
    expect: unknown
"""


def new_policy(name: str, out: str) -> str:
    """A policy of that id. Raises :class:`UsageError` for an id that is none, and where the file exists or is called otherwise."""
    if not _ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise UsageError(
            f"{name} is no id of a policy.", hint="Write small letters, digits and dashes, such as large-machines."
        )
    if out and Path(out).exists():
        raise UsageError(f"{out} exists already.", hint="Choose another name.")
    if out and (Path(out).stem != name or Path(out).suffix not in (".yaml", ".yml")):
        raise UsageError(f"The policy {name} cannot be in {out}.", hint=f"Call the file {name}.yaml.")
    return TEXT.format(id=name)
