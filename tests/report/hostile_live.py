"""The same for what policies, bills, measurements and quotas can say."""

from typing import Any

from finopsguard.types.actual import (
    Accuracy,
    ActualLine,
    ActualSource,
    ActualTotal,
    BillDiscount,
    CauseLine,
    Forecast,
    Match,
    Period,
    Suggestion,
    Unmatched,
    UnmatchedLine,
    UtilisationLine,
)
from finopsguard.types.policy import PolicyOutcome, PolicyResult, WaiverUse
from finopsguard.types.quota import QuotaLine, QuotaStatus
from tests.report.reports import D


def live(text: str) -> dict[str, Any]:
    """What policies, bills, measurements and quotas can say."""
    line = text.replace("\n", " ")
    code = f"x = {{\n{line}\n}}"
    policies = (
        ("block", PolicyOutcome.FAIL),
        ("block", PolicyOutcome.UNKNOWN),
        ("block", PolicyOutcome.WAIVED),
        ("warn", PolicyOutcome.FAIL),
        ("info", PolicyOutcome.UNKNOWN),
        (text, PolicyOutcome.FAIL),
        ("warn", PolicyOutcome.PASS),
    )
    period = Period(start=text, end=text)
    causes = (CauseLine(cause=text, amount=D(1), note=text), CauseLine(cause=text, amount=D(1)))
    hint = Suggestion(attribute=text, before=text, after=text, monthly_saving=D(1), currency=text, note=text)
    leftover = UnmatchedLine(name=text, amount=D(1), currency=text, service=text, reason=text)
    return {
        "policies": tuple(
            PolicyResult(
                id=text,
                severity=text,
                action=action,
                result=outcome,
                address=text,
                file=text,
                line=1,
                observed=text,
                limit=text,
                message=text,
                fix=code,
                waiver=text if outcome is PolicyOutcome.WAIVED else None,
                title=text,
                project=text,
                fingerprint=text,
            )
            for action, outcome in policies
        ),
        "waivers": tuple(
            WaiverUse(policy=text, address=text, reason=text, owner=text, expires=text, where=text, status=status)
            for status in ("used", "expired", "new")
        ),
        "actuals": tuple(
            ActualLine(
                project=text,
                address=text,
                resource_id=text,
                match=Match(method=text, confidence=D("0.5")),
                period=period,
                currency=currency,
                basis=text,
                list=D(3),
                expected=D(2),
                actual=D(1),
                difference=D(-2),
                causes=causes,
                estimated=True,
                service=text,
                module=text,
                tags={text: text},
            )
            for currency in ("USD", text)
        ),
        "actual_totals": tuple(
            ActualTotal(
                by=by,
                name=text,
                currency=text,
                list=D(3),
                expected=D(2),
                actual=D(actual),
                difference=D(-2),
                causes=causes,
            )
            for by in ("total", "bill", "service", "module", "tag", text)
            for actual in (1, 2, 4)
        ),
        "forecasts": (
            Forecast(
                source=text,
                month=text,
                currency=text,
                so_far=D(1),
                days=2,
                amount=D(3),
                low=D(2),
                high=D(4),
                method=text,
                trend_per_day=D(1),
            ),
        ),
        "bill_discounts": (BillDiscount(service=text, rate=D("0.1"), source=text),),
        "actual_sources": tuple(
            ActualSource(
                name=text,
                status=status,
                basis=text,
                period=period,
                through=text,
                currency=text,
                planned=2,
                message=text,
            )
            for status in ("ok", "error", text)
        ),
        "unmatched": Unmatched(planned=(leftover,), billed=(leftover,), planned_count=2, billed_count=2),
        "utilisation": (
            UtilisationLine(
                project=text,
                address=text,
                metric=text,
                p50=D(1),
                p95=None,
                max=D(2),
                samples=1,
                unit=text,
                period=period,
                suggestion=hint,
            ),
        ),
        "accuracy": (Accuracy(type=text, mape=D(1), bias=D(1), samples=1),),
        "quotas": tuple(
            QuotaLine(
                cloud=text,
                project=f"{text}{status}",
                region=text,
                name=text,
                used=1,
                plan=1,
                peak=2,
                after=2,
                limit=3,
                headroom=1,
                status=status,
                resources=(text,) * 5,
                note=text,
            )
            for status in QuotaStatus
        ),
    }
