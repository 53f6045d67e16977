"""Quota lines as reasons: what fails names quota, resource and headroom; what is not known is never a pass."""

from finopsguard.compare.quota_reasons import quota_reasons
from finopsguard.types.quota import QuotaLine, QuotaStatus
from finopsguard.types.result import Verdict
from finopsguard.verdict import verdict

LINE = QuotaLine(
    cloud="prod",
    project="shop",
    region="R1",
    name="cores",
    used=11,
    plan=30,
    peak=41,
    after=41,
    limit=40,
    headroom=-1,
    status=QuotaStatus.EXCEEDED,
    resources=("openstack_compute_instance_v2.web",),
)


def unknown(name: str, note: str = "block storage: it cannot be reached") -> QuotaLine:
    return QuotaLine(
        cloud="prod",
        project="shop",
        region="R1",
        name=name,
        used=None,
        plan=1,
        peak=None,
        after=None,
        limit=None,
        headroom=None,
        status=QuotaStatus.UNKNOWN,
        resources=("a.b",),
        note=note,
    )


def test_a_quota_that_is_exceeded_fails() -> None:
    (reason,) = quota_reasons([LINE])
    assert (reason.code, reason.verdict, reason.observed, reason.limit) == ("quota", Verdict.FAIL, "41", "40")
    assert reason.message == (
        "The plan does not fit the quota cores of project shop in R1 (cloud prod): it needs 41, 1 over the limit of 40 (11 in use). "
        "Most is added by openstack_compute_instance_v2.web."
    )
    assert reason.fix == "Have cores raised to 41 or more, or plan less."
    assert reason.address == "openstack_compute_instance_v2.web"


def test_what_is_not_known_is_one_reason_per_cause() -> None:
    reasons = quota_reasons([unknown("volumes"), LINE, unknown("gigabytes"), unknown("cores", "no flavor x")])
    assert [reason.verdict for reason in reasons] == [Verdict.FAIL, Verdict.INCOMPLETE, Verdict.INCOMPLETE]
    assert (
        reasons[1].message
        == "Whether the plan fits volumes, gigabytes of project shop in R1 (cloud prod) is not known: block storage: it cannot be reached."
    )
    assert verdict(reasons[1:]) is Verdict.INCOMPLETE


def test_what_fits_is_no_reason() -> None:
    assert quota_reasons([]) == ()
