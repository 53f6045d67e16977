"""What botocore raises, as a :class:`CloudFailure` in the cloud's words, with what to do about it."""

import re
from typing import Any, Final

from finopsguard.adapters.usage.failures import CloudFailure, FailureKind

_CODES: Final = {
    FailureKind.FORBIDDEN: {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "UnauthorizedOperation",
        "OptInRequired",
    },
    FailureKind.EXPIRED: {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "UnauthorizedException"},
    FailureKind.NO_CREDENTIALS: {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "UnrecognizedClientException",
    },
    FailureKind.CLOCK_SKEW: {"RequestTimeTooSkewed", "RequestInTheFuture"},
    FailureKind.THROTTLED: {
        "LimitExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
        "SlowDown",
    },
    FailureKind.NOT_FOUND: {"ResourceNotFound", "ResourceNotFoundException"},
}
_KINDS: Final = {code: kind for kind, codes in _CODES.items() for code in codes}
_HINTS: Final = {
    FailureKind.EXPIRED: "Sign in again.",
    FailureKind.NO_CREDENTIALS: "Check AWS_ACCESS_KEY_ID or the profile.",
    FailureKind.CLOCK_SKEW: "Set the clock of this machine.",
    FailureKind.THROTTLED: "Try again later.",
}
_SIGNATURE: Final = {"SignatureDoesNotMatch", "InvalidSignatureException"}
_PERMISSION: Final = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")
_LONGEST: Final = 400
_EXCEPTIONS: Final = {
    "NoCredentialsError": FailureKind.NO_CREDENTIALS,
    "PartialCredentialsError": FailureKind.NO_CREDENTIALS,
    "CredentialRetrievalError": FailureKind.NO_CREDENTIALS,
    "ProfileNotFound": FailureKind.NO_CREDENTIALS,
    "MetadataRetrievalError": FailureKind.NO_CREDENTIALS,
    "SSOTokenLoadError": FailureKind.EXPIRED,
    "TokenRetrievalError": FailureKind.EXPIRED,
    "UnauthorizedSSOTokenError": FailureKind.EXPIRED,
    "ConnectTimeoutError": FailureKind.TIMEOUT,
    "ReadTimeoutError": FailureKind.TIMEOUT,
}
"""Exceptions of botocore -> kind. Their subclasses count too."""


def no_sdk() -> CloudFailure:
    """boto3 is an extra."""
    message = "boto3 is not installed, which asks AWS. Install it with: pip install '.[aws]' in a clone of finopsguard"
    return CloudFailure(FailureKind.NO_SDK, message, cloud="aws")


def as_failure(error: Exception, service: str, operation: str, region: str) -> CloudFailure | None:
    """``None`` for what is no error of AWS or botocore. Raises ``ValueError`` for what botocore refuses as an argument.

    ``operation`` is by the API's name: ``GetMetricData``.
    """
    from botocore.exceptions import BotoCoreError, ClientError, InvalidRegionError, ParamValidationError

    if isinstance(error, ClientError):
        return _answered(error, service, operation, region)
    if isinstance(error, (ParamValidationError, InvalidRegionError)):
        raise ValueError(f"AWS {service} cannot be asked so: {_words(str(error))}") from None  # noqa: TRY004  the contract's word for mistakes
    if not isinstance(error, BotoCoreError):
        return None
    names = [cls.__name__ for cls in type(error).__mro__]
    kind = next((_EXCEPTIONS[name] for name in names if name in _EXCEPTIONS), FailureKind.API)
    return CloudFailure(
        kind,
        _sentence(f"AWS {service} {operation} in {region} was not answered", str(error), _HINTS.get(kind, "")),
        cloud="aws",
        service=service,
        code=names[0],
    )


def _answered(error: Any, service: str, operation: str, region: str) -> CloudFailure:
    code = str(error.response.get("Error", {}).get("Code", ""))
    words = str(error.response.get("Error", {}).get("Message", "")) or code
    kind = _kind(code, words, status_of(error))
    permission = ""
    hint = _HINTS.get(kind, "")
    if kind is FailureKind.FORBIDDEN:
        named = _PERMISSION.search(words)
        permission = named[1] if named else f"{PREFIXES.get(service, service)}:{operation}"
        hint = f"It needs the permission {permission} (finopsguard usage permissions aws)."
    message = _sentence(f"AWS {service} {operation} in {region} answered {code}", words, hint)
    return CloudFailure(kind, message, cloud="aws", service=service, code=code, permission=permission)


PREFIXES: Final = {"resourcegroupstaggingapi": "tag"}
"""Services whose permissions go by another name than their API."""


def _kind(code: str, words: str, status: int) -> FailureKind:
    if code in _SIGNATURE:
        skewed = "expired" in words.lower() or "not yet current" in words.lower()
        return FailureKind.CLOCK_SKEW if skewed else FailureKind.NO_CREDENTIALS
    if code in _KINDS:
        return _KINDS[code]
    return {403: FailureKind.FORBIDDEN, 429: FailureKind.THROTTLED}.get(status, FailureKind.API)


def status_of(error: Any) -> int:
    """The HTTP status of a ``ClientError``, 0 where there is none."""
    response = getattr(error, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) or 0)


def retry_after(error: Any) -> float:
    """Seconds that the answer asks to wait, 0 where it does not say."""
    response = getattr(error, "response", None) or {}
    said = str(response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("retry-after", ""))
    return float(said) if said.isdecimal() else 0.0


def _sentence(what: str, words: str, hint: str) -> str:
    said = _words(words).rstrip(".")
    return f"{what}: {said}. {hint}".rstrip()


def _words(text: str) -> str:
    """On one line and not endless: an encoded authorization message has thousands of characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
