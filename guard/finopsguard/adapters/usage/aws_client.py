"""Talks to AWS: one client per service and region, one deadline for everything a question takes, and a count of what was asked.

Retries are ours: botocore's know no deadline.
"""

import hashlib
import os
import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from finopsguard.adapters.usage.aws_errors import as_failure, no_sdk, retry_after, status_of
from finopsguard.adapters.usage.deadline import CALL_SECONDS, Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.usage import CloudCalls

CONNECT_SECONDS: Final = 5.0
_ATTEMPTS: Final = {FailureKind.THROTTLED: 8, FailureKind.TIMEOUT: 2, FailureKind.API: 3}
"""How often a request is made at most, by what it fails with; within the deadline. Anything else fails at once."""
_LONGEST_WAIT: Final = 10.0
_KEYS: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")

PER_CALL: Final[Mapping[tuple[str, str], Decimal]] = {
    ("cloudwatch", "get_metric_statistics"): Decimal("0.00001"),
    ("cloudwatch", "list_metrics"): Decimal("0.00001"),
    ("ce", "get_cost_and_usage"): Decimal("0.01"),
    ("ce", "get_cost_and_usage_with_resources"): Decimal("0.01"),
    ("ce", "get_cost_forecast"): Decimal("0.01"),
    ("sts", "get_caller_identity"): Decimal(0),
    ("resourcegroupstaggingapi", "get_resources"): Decimal(0),
}
"""US dollars a request (Amazon CloudWatch Pricing: $0.01 per 1,000; AWS Cost Management Pricing: $0.01 per paginated request)."""
PER_ITEM: Final[Mapping[tuple[str, str], Decimal]] = {("cloudwatch", "get_metric_data"): Decimal("0.00001")}
"""US dollars a metric that is asked for (Amazon CloudWatch Pricing: GetMetricData, $0.01 per 1,000 metrics requested)."""


def timestamp(value: Any) -> datetime:
    """A time in an answer, in UTC. botocore's own parser tries three ways in the local zone, and a week of 1,000 instances has 500,000."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    from botocore.utils import parse_timestamp

    parsed: datetime = parse_timestamp(value)
    return parsed


class Tally:
    """Counts requests; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}

    def add(self, service: str, operation: str, *, calls: int = 1, items: int = 0) -> None:
        """``operation`` by its name in boto3: ``get_metric_data``."""
        with self._lock:
            before = self._counts.get((service, operation), (0, 0))
            self._counts[service, operation] = (before[0] + calls, before[1] + items)

    def calls(self) -> list[CloudCalls]:
        """What was counted, with its price."""
        return [
            CloudCalls(service=key[0], operation=key[1], calls=calls, items=items, price=_price(key, calls, items))
            for key, (calls, items) in sorted(self._counts.items())
        ]


def _price(key: tuple[str, str], calls: int, items: int) -> Decimal | None:
    if key in PER_ITEM:
        return PER_ITEM[key] * items
    return PER_CALL[key] * calls if key in PER_CALL else None


class AWSClients:
    """Clients of one set of credentials. ``credentials`` are those of a ``.env`` file; without them boto3 looks where it always does."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self.tally = Tally()
        self._credentials = credentials
        self._lock = threading.Lock()
        self._session: Any = None
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region, made once. Raises :class:`CloudFailure` without boto3."""
        try:
            from botocore.config import Config
        except ImportError:
            raise no_sdk() from None
        with self._lock:
            if (service, region) not in self._clients:
                config = Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=CALL_SECONDS,
                    retries={"total_max_attempts": 1, "mode": "standard"},
                    user_agent_extra="finopsguard",
                )
                session = self._the_session()
                self._clients[service, region] = session.client(service, region_name=region, config=config)
            return self._clients[service, region]

    def _the_session(self) -> Any:
        if self._session is None:
            try:
                from boto3.session import Session
            except ImportError:
                raise no_sdk() from None
            key, secret, token = (self._credentials.get(name) for name in _KEYS)
            session = Session(aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token)
            parsers = session._session.get_component("response_parser_factory")  # noqa: SLF001  boto3 has no way of its own
            parsers.set_parser_defaults(timestamp_parser=timestamp)
            self._session = session
        return self._session

    def call(
        self,
        service: str,
        operation: str,
        region: str,
        deadline: Deadline,
        *,
        client: Any = None,
        tally: Tally | None = None,
        items: int = 0,
        **parameters: Any,
    ) -> Any:
        """The answer of one operation (``get_metric_data``). Waits where the cloud asks for it, as long as the deadline allows.

        ``client`` stands in for the own one. Raises :class:`CloudFailure`; ``ValueError`` for arguments that cannot be sent.
        """
        for attempt in range(max(_ATTEMPTS.values())):
            try:
                asked = client if client is not None else self.client(service, region)
                for counter in (self.tally, tally):
                    if counter is not None:
                        counter.add(service, operation, items=items)
                return getattr(asked, operation)(**parameters)
            except CloudFailure:
                raise
            except Exception as error:
                failure = _failure(error, service, operation, region)
                if failure is None:
                    raise
                wait = _wait(error, failure.kind, attempt)
                if wait is None or wait >= deadline.remaining():
                    raise failure from error
                time.sleep(wait)
        raise deadline.expired(service)

    def identity(self) -> str:
        """Tells credentials and endpoints apart, as a hash. Looking for credentials may take a while, and asks no AWS service of ours."""
        try:
            found = self._the_session().get_credentials()
            key = found.access_key if found is not None else ""
        except CloudFailure:
            key = ""
        except Exception as error:
            failure = _failure(error, "sts", "get_caller_identity", "")
            if failure is None:
                raise
            key = ""
        endpoints = [
            f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("AWS_ENDPOINT_URL")
        ]
        return hashlib.sha256("\n".join([key or "", *endpoints]).encode()).hexdigest()[:32]


def _failure(error: Exception, service: str, operation: str, region: str) -> CloudFailure | None:
    try:
        return as_failure(error, service, "".join(word.capitalize() for word in operation.split("_")), region)
    except ImportError:  # without botocore there is no error of botocore's
        return None


def _wait(error: Exception, kind: FailureKind, attempt: int) -> float | None:
    """Seconds until the next attempt, or ``None`` when there is none. More each time, and never the same for two who wait together."""
    status = status_of(error)
    lost = status >= 500 or (kind is FailureKind.API and status == 0)
    if kind not in (FailureKind.THROTTLED, FailureKind.TIMEOUT) and not lost:
        return None
    if attempt + 1 >= _ATTEMPTS.get(kind, 3):
        return None
    grown: float = min(0.2 * 2**attempt, _LONGEST_WAIT) * random.uniform(0.5, 1.0)  # noqa: S311  spreads load, guards nothing
    return max(retry_after(error), grown)


Caller = Callable[..., Any]
"""Calls an operation: ``(service, operation, region, **parameters)``, with deadline and count already bound."""
