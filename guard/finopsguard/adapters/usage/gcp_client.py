"""Credentials and clients of Google Cloud, within the deadline."""

import functools
import json
from pathlib import Path
from typing import Any, Final

from finopsguard.adapters.usage.deadline import CALL_SECONDS, Deadline
from finopsguard.adapters.usage.failures import FailureKind
from finopsguard.adapters.usage.gcp_failures import BIGQUERY, MONITORING, failure, translated
from finopsguard.adapters.usage.settings import UsageSettings

_SCOPES: Final = ("https://www.googleapis.com/auth/cloud-platform",)
_KEY_FILE: Final = "GOOGLE_APPLICATION_CREDENTIALS"


def credentials(settings: UsageSettings, deadline: Deadline, service: str) -> Any:
    """Credentials with a fresh token. Asking for it here makes a broken token server one clear error: BigQuery's client would retry for
    minutes, and gRPC hides it in UNAVAILABLE.
    """
    with translated(service, "", deadline):
        return deadline.run(lambda: _refreshed(settings, service), service)


def _refreshed(settings: UsageSettings, service: str) -> Any:
    import warnings

    from google.auth.transport.requests import Request

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a person, not a service account, is logged in, is no concern of ours
        found = _found(settings, service)
    # Google's own timeout is two minutes for each of its attempts.
    found.refresh(functools.partial(Request(), timeout=CALL_SECONDS / 2))
    return found


def _found(settings: UsageSettings, service: str) -> Any:
    import google.auth

    path = settings.credentials.get(_KEY_FILE)
    if not path:
        return google.auth.default(scopes=_SCOPES)[0]
    return _from_env_file(path, service)


def _from_env_file(path: str, service: str) -> Any:
    """The key file that a ``.env`` names. That can come with a pull request, so only keys are taken: other kinds (external accounts) send
    files and the output of programs of this machine to an address of their own.
    """
    from google.auth import exceptions
    from google.oauth2 import credentials as user
    from google.oauth2 import service_account

    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        kind = content.get("type")
        if kind == "service_account":
            return service_account.Credentials.from_service_account_info(content, scopes=_SCOPES)
        if kind == "authorized_user":
            return user.Credentials.from_authorized_user_info(content, scopes=_SCOPES)
    except (OSError, ValueError, AttributeError, exceptions.GoogleAuthError) as error:
        message = f"the file {path} that .env names in {_KEY_FILE} is not a readable key file ({type(error).__name__})"
        raise failure(FailureKind.NO_CREDENTIALS, message, service=service) from error
    message = (
        f"the file {path} that .env names in {_KEY_FILE} is of type {kind!r}; set this kind in the environment itself"
    )
    raise failure(FailureKind.NO_CREDENTIALS, message, service=service)


def monitoring(settings: UsageSettings, deadline: Deadline) -> Any:
    """A ``MetricServiceClient``."""
    with translated(MONITORING, "", deadline):
        from google.cloud import monitoring_v3

        return monitoring_v3.MetricServiceClient(credentials=credentials(settings, deadline, MONITORING))


def bigquery(settings: UsageSettings, project: str, deadline: Deadline) -> Any:
    """A BigQuery client whose jobs are billed to ``project``."""
    with translated(BIGQUERY, "", deadline):
        from google.cloud import bigquery as library

        return library.Client(project=project, credentials=credentials(settings, deadline, BIGQUERY))
