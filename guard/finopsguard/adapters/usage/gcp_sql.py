"""The SQL over the billing export in BigQuery: standard or resource-level, as Google's table schemas describe them.

Values are query parameters; identifiers are checked, because BigQuery takes none as a parameter.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from finopsguard.adapters.usage.failures import FailureKind
from finopsguard.adapters.usage.gcp_failures import BIGQUERY, failure
from finopsguard.adapters.usage.settings import UsageSettings

LATE: Final = timedelta(days=62)
"""How much later than its usage a line may be loaded. Newly set up, the export is filled for this and the previous month."""
ALL_SERVICES: Final = "All services"
STANDARD: Final = "gcp_billing_export_v1"
DETAILED: Final = "gcp_billing_export_resource_v1"
GROUPS: Final[Mapping[str, str]] = {
    "service": "service.description",
    "region": "IFNULL(location.region, location.location)",
    "project": "project.id",
    "sku": "sku.description",
    "resource": "IFNULL(resource.global_name, resource.name)",
    "cost_type": "cost_type",
    # All labels as one JSON object, in the order of their keys.
    "labels": "(SELECT CONCAT('{', STRING_AGG(CONCAT(TO_JSON_STRING(label.key), ':', TO_JSON_STRING(label.value)), ','"
    " ORDER BY label.key), '}') FROM UNNEST(labels) AS label)",
}
_STEPS: Final = {"HOURLY": "HOUR", "DAILY": "DAY", "MONTHLY": "MONTH"}
_FILTERS: Final[Mapping[str, str]] = {
    "service": "(service.description IN UNNEST({0}) OR service.id IN UNNEST({0}))",
    "region": "IFNULL(location.region, location.location) IN UNNEST({0})",
    "project": "project.id IN UNNEST({0})",
    "sku": "(sku.description IN UNNEST({0}) OR sku.id IN UNNEST({0}))",
    # Callers know the name or number at the end of //compute.googleapis.com/projects/.../instances/123.
    "resource": "(resource.name IN UNNEST({0}) OR resource.global_name IN UNNEST({0})"
    " OR REGEXP_EXTRACT(resource.global_name, r'[^/]+$') IN UNNEST({0}))",
}
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{3,61}[a-z0-9]")
_DATASET = re.compile(r"[A-Za-z0-9_]{1,1024}")
_TABLE = re.compile(r"[A-Za-z0-9_-]{1,1024}")


class CostQuery(msgspec.Struct, frozen=True):
    """A statement and its parameters: name -> (BigQuery type, value or list of values)."""

    sql: str
    parameters: dict[str, tuple[str, Any]]
    groups: tuple[str, ...]
    """The words grouped by, in the order of the columns ``group_0``, ``group_1`` ..."""
    service: str
    """What records are called that are not grouped by service."""


def groups_of(group_by: Sequence[str] | None) -> tuple[str, ...]:
    """The words checked. ``label:env`` groups by a label. Raises ``ValueError`` with the choices."""
    words = tuple(dict.fromkeys([group_by] if isinstance(group_by, str) else group_by or ()))
    for word in words:
        if word not in GROUPS and not (word.startswith("label:") and len(word) > len("label:")):
            raise ValueError(f"Unknown group_by {word!r} on Google Cloud: choose {', '.join(GROUPS)} or label:NAME")
    return words


def filters_of(filters: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """Filter word -> values; ``tags`` (or ``labels``), a mapping, becomes ``label:NAME``. Raises ``ValueError`` with the choices."""
    found: dict[str, list[str]] = {}
    for word, value in (filters or {}).items():
        if word in {"tags", "labels"} and isinstance(value, Mapping):
            found |= {f"label:{name}": _texts(texts) for name, texts in value.items()}
        elif word in _FILTERS or word.startswith("label:"):
            found[word] = _texts(value)
        else:
            raise ValueError(
                f"Unknown filter {word!r} on Google Cloud: choose {', '.join(_FILTERS)}, tags or label:NAME"
            )
    return found


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


def table_of(project: str, settings: UsageSettings, *, detailed: bool) -> str:
    """``project.dataset.table`` between backquotes. The dataset may bring its own project; a table that is no export's name stays as it is.

    Raises :class:`CloudFailure` that names the variable to set.
    """
    owner, _, bare = settings.gcp_billing_dataset.rpartition(".")
    owner, table = owner or project, settings.gcp_billing_table
    account = settings.gcp_billing_account_id
    if table in {STANDARD, DETAILED}:
        if not account:
            message = (
                "the export is named after the billing account: set GCP_BILLING_ACCOUNT_ID (as in 012345-6789AB-CDEF01)"
            )
            raise failure(FailureKind.NO_CREDENTIALS, message, service=BIGQUERY)
        table = f"{table}_{account.replace('-', '_')}"
    if detailed:
        table = table.replace(STANDARD, DETAILED, 1)
    for text, pattern, name in (
        (owner, _PROJECT, "GCP_PROJECT_ID"),
        (bare, _DATASET, "GCP_BILLING_DATASET"),
        (table, _TABLE, "GCP_BILLING_TABLE with GCP_BILLING_ACCOUNT_ID"),
    ):
        if not pattern.fullmatch(text):
            raise failure(
                FailureKind.NO_CREDENTIALS, f"{text!r} cannot be a name in BigQuery: check {name}", service=BIGQUERY
            )
    return f"`{owner}.{bare}.{table}`"


def build(
    table: str,
    start: datetime,
    end: datetime,
    granularity: str,
    groups: Sequence[str],
    filters: Mapping[str, Sequence[str]],
) -> CostQuery:
    """Net cost (cost plus credits) in each step, group and currency.

    Credits are added up line by line: a join with them would repeat the cost.
    """
    parameters: dict[str, tuple[str, Any]] = {"start": ("TIMESTAMP", start), "end": ("TIMESTAMP", end)}
    columns = [f"{_expression(word, parameters)} AS group_{index}" for index, word in enumerate(groups)]
    conditions = ["usage_start_time >= @start", "usage_start_time < @end"]
    if f".{STANDARD}" in table or f".{DETAILED}" in table:
        # Both exports are partitioned by the day of loading; a view or a copy need not be.
        parameters |= {
            "loaded_from": ("TIMESTAMP", start - timedelta(days=1)),
            "loaded_until": ("TIMESTAMP", end + LATE),
        }
        conditions += ["_PARTITIONTIME >= @loaded_from", "_PARTITIONTIME < @loaded_until"]
    conditions += [_condition(word, values, parameters) for word, values in filters.items()]
    credit = "IFNULL((SELECT SUM(CAST(credit.amount AS NUMERIC)) FROM UNNEST(credits) AS credit), 0)"
    names = ["step", "billed_in", *(f"group_{index}" for index in range(len(groups)))]
    selected = ",\n  ".join(
        [
            f"TIMESTAMP_TRUNC(usage_start_time, {_STEPS[granularity]}) AS step",
            "currency AS billed_in",
            *columns,
            "SUM(CAST(cost AS NUMERIC)) AS gross",
            f"SUM({credit}) AS credited",
            "SUM(usage.amount_in_pricing_units) AS quantity",
            "MIN(usage.pricing_unit) AS least_unit",
            "MAX(usage.pricing_unit) AS greatest_unit",
            "MAX(export_time) AS loaded",
        ]
    )
    where = "\n  AND ".join(conditions)
    by = ", ".join(names)
    sql = f"SELECT\n  {selected}\nFROM {table}\nWHERE {where}\nGROUP BY {by}\nORDER BY {by}"
    services = filters.get("service", ())
    return CostQuery(sql, parameters, tuple(groups), services[0] if len(services) == 1 else ALL_SERVICES)


def _expression(word: str, parameters: dict[str, tuple[str, Any]]) -> str:
    return GROUPS[word] if word in GROUPS else _label(word, parameters)


def _label(word: str, parameters: dict[str, tuple[str, Any]]) -> str:
    name = f"label_{len(parameters)}"
    parameters[name] = ("STRING", word.removeprefix("label:"))
    values = "SELECT MAX(label.value) FROM UNNEST(labels) AS label"
    return f"({values} WHERE label.key = @{name})"


def _condition(word: str, values: Sequence[str], parameters: dict[str, tuple[str, Any]]) -> str:
    left = _label(word, parameters) if word not in _FILTERS else ""
    name = f"values_{len(parameters)}"
    parameters[name] = ("STRING", list(values))
    return f"{left} IN UNNEST(@{name})" if left else _FILTERS[word].format(f"@{name}")
