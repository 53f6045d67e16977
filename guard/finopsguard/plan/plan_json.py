"""Plan JSON of Terraform and OpenTofu in, a :class:`Plan` out.

``resource_changes`` is the truth: what is planned minus what was there would lose deletions and count drift as the
change's doing.
"""

import hashlib
import threading
from collections.abc import Mapping

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan.changes import first_few, resource_changes, without_repeats
from finopsguard.plan.context import JsonContext
from finopsguard.plan.depth import deeper_than
from finopsguard.plan.detect import Document, as_text, find_document
from finopsguard.plan.fallback import changes_from_values
from finopsguard.plan.limits import Limits, depth_error, printable, resources_error
from finopsguard.plan.load import SHOW, check_utf8, display_name, read_bytes
from finopsguard.plan.state import address_of, is_managed, prior_resources
from finopsguard.plan.wire import ABSENT, PLAN, PLANNED_VALUES, WirePlan, WireState, present
from finopsguard.types.plan import Plan, ResourceChange

_TRUE = msgspec.Raw(b"true")
_FALSE = msgspec.Raw(b"false")
_READABLE_MAJORS = (0, 1)
_HASHED_APART = 1024 * 1024
_AS_IT_IS = Document(b"")

DEFAULT_LIMITS = Limits()
NO_ENVIRONMENT: Mapping[str, str] = {}


def read_plan(path: str, *, limits: Limits = DEFAULT_LIMITS, environ: Mapping[str, str] = NO_ENVIRONMENT) -> Plan:
    """The plan in a file; ``-`` is standard input.

    ``environ`` is where regions are looked up that neither a resource nor its provider block states (``AWS_REGION``).
    Raises :class:`PlanError`, whose message says what the file is instead and whose hint says what to do.
    """
    name = display_name(path)
    return parse_plan(read_bytes(path, name, limits), path=path, limits=limits, environ=environ)


def parse_plan(
    data: bytes, *, path: str, limits: Limits = DEFAULT_LIMITS, environ: Mapping[str, str] = NO_ENVIRONMENT
) -> Plan:
    """The plan in bytes that were read from ``path``, which names it in messages and in the report."""
    name = display_name(path)
    digest = _Digest(data)
    wire, document = _decode(data, name, limits)
    warnings = list(document.warnings)
    format_version = _format_version(wire, name, warnings)
    changes = (_stated if wire.resource_changes else _worked_out)(wire, name, limits, warnings)
    context = JsonContext(
        tuple(changes), wire.prior_state, present(wire.configuration), present(wire.variables), environ
    )
    return Plan(
        name="standard input" if path == "-" else path,
        path=path,
        changes=context.changes,
        drift=tuple(resource_changes(wire.resource_drift or [])),
        context=context,
        format_version=format_version,
        terraform_version=_text(wire.terraform_version),
        sha256=digest.hex(),
        incomplete=(*document.incomplete, *_incomplete(wire)),
        warnings=tuple(warnings),
    )


def _decode(data: bytes, name: str, limits: Limits) -> tuple[WirePlan, Document]:
    """The document's shape, values undecoded, and how it was found. Plain plan JSON is decoded in one go."""
    wire = _shape(data, name, limits)
    if wire is None:
        plain = as_text(data, name, limits)
        if plain is not data:
            data, wire = plain, _shape(plain, name, limits)
    document = _AS_IT_IS
    if wire is None or not _is_plan(wire):
        document = find_document(data, name, limits)
        data = document.data
        wire = _found_shape(data, name, limits)
    check_utf8(data, name)
    if deeper_than(data, limits.max_depth):
        raise depth_error(name, limits)
    return wire, document


def _shape(data: bytes, name: str, limits: Limits) -> WirePlan | None:
    """The document as it is; ``None`` when it is not a JSON object in the shape of a plan."""
    try:
        return PLAN.decode(data)
    except RecursionError:
        raise depth_error(name, limits) from None
    except ValueError:
        return None


def _found_shape(data: bytes, name: str, limits: Limits) -> WirePlan:
    """JSON that is a plan by its keys; what stands under them may still be something else."""
    try:
        return PLAN.decode(data)
    except RecursionError:
        raise depth_error(name, limits) from None
    except ValueError as error:
        # Decoding errors name places and types ("Expected `str`, got `int` - at `$.resource_changes[0].type`"), no values.
        raise PlanError(f"{name} is not as Terraform writes plans: {_reason(error)}.", hint=SHOW) from None


def _reason(error: ValueError) -> str:
    return printable(str(error).removesuffix("."), 200)


def _is_plan(wire: WirePlan) -> bool:
    """What every plan has: changes, or planned values. HCP's redacted plan has changes too, but says what it is."""
    has = wire.resource_changes is not None or present(wire.planned_values) is not None
    return has and wire.plan_format_version is ABSENT


def _format_version(wire: WirePlan, name: str, warnings: list[str]) -> str:
    """The stated format. A major version from the future is refused; minor ones only add to the format, as Terraform
    promises.
    """
    version = _text(wire.format_version)
    major = version.partition(".")[0]
    if not (major.isascii() and major.isdigit()):
        warnings.append("The plan does not state a format_version.")
    elif len(major) > 4 or int(major) not in _READABLE_MAJORS:
        raise PlanError(
            f"{name} has format_version {printable(version, 20)}; this program reads formats 0.x and 1.x.",
            hint="Update FinOpsGuard, or write the plan with a version of Terraform that it knows.",
        )
    return version


def _stated(wire: WirePlan, name: str, limits: Limits, warnings: list[str]) -> list[ResourceChange]:
    """The changes that the plan states."""
    stated = wire.resource_changes or []
    if len(stated) > limits.max_resources:
        raise resources_error(name, limits, len(stated))
    found = resource_changes(stated)
    if any(change.module_address.count(".module.") >= limits.max_depth for change in found if change.module_address):
        raise depth_error(name, limits)
    addresses = {change.address for change in found}
    changes, repeats = without_repeats(found, addresses)
    if repeats:
        warnings.append(f"{repeats:,} resource_changes repeat an address; the last of each counts.")
    addresses.update(change.previous_address for change in changes if change.previous_address)
    left_out = _left_out(wire.prior_state, addresses)
    if left_out:
        warnings.append(
            f"{len(left_out):,} resources of the state are not in the plan, as with -target, and in no total: {first_few(left_out)}."
        )
    return changes


def _worked_out(wire: WirePlan, name: str, limits: Limits, warnings: list[str]) -> list[ResourceChange]:
    """The changes of a plan that states none."""
    planned = present(wire.planned_values)
    try:
        values = PLANNED_VALUES.decode(planned) if planned is not None else None
    except ValueError as error:
        raise PlanError(f"{name} is not as Terraform writes plans: {_reason(error)}.", hint=SHOW) from None
    changes, notes = changes_from_values(values, wire.prior_state)
    if len(changes) > limits.max_resources:
        raise resources_error(name, limits, len(changes))
    warnings += notes
    return changes


def _left_out(state: WireState | None, told: set[str]) -> list[str]:
    """Managed resources that exist and that the plan says nothing of."""
    return [
        printable(address)
        for module, resource in prior_resources(state)
        if (address := address_of(module, resource)) not in told
        and not resource.deposed_key
        and is_managed(module, resource)
    ]


def _incomplete(wire: WirePlan) -> list[str]:
    """Why the plan is not the whole story."""
    reasons = []
    if wire.errored == _TRUE:
        reasons.append("Terraform met an error while planning (errored: true), so changes are missing from the plan.")
    if wire.deferred_changes:
        changes = [deferred.resource_change for deferred in wire.deferred_changes]
        addresses = [printable((change and change.address) or "an unnamed resource") for change in changes]
        count = f"{len(changes):,} change{'s' if len(changes) > 1 else ''}"
        reasons.append(f"Terraform deferred {count} to a later plan: {first_few(addresses)}.")
    if wire.complete == _FALSE and not reasons:
        reasons.append("Terraform calls the plan not complete (complete: false): another plan has to follow it.")
    return reasons


def _text(raw: msgspec.Raw) -> str:
    """A version, which some tools write as a number."""
    try:
        value = msgspec.json.decode(raw, type=str | int | float | None)
    except ValueError:
        return ""
    return "" if value is None else str(value)


class _Digest:
    """SHA-256 of the file, taken beside the decoding when that is worth a thread: hashing needs no interpreter lock."""

    def __init__(self, data: bytes) -> None:
        self._hash = hashlib.sha256(usedforsecurity=False)
        self._thread: threading.Thread | None = None
        if len(data) < _HASHED_APART:
            self._hash.update(data)
        else:
            self._thread = threading.Thread(target=self._hash.update, args=(data,), daemon=True)
            self._thread.start()

    def hex(self) -> str:
        """The digest; waits for it."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        return self._hash.hexdigest()
