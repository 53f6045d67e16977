"""The examples of docs/usage-gcp.md."""

import pytest

from finopsguard.adapters.usage import gcp_usage
from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter
from tests.live.usage.examples import examples, output_of


@pytest.mark.parametrize(("code", "printed"), examples("usage-gcp.md"))
def test_examples(
    adapter: GCPUsageAdapter, billing: GCPUsageAdapter, monkeypatch: pytest.MonkeyPatch, code: str, printed: str
) -> None:
    billing._monitoring = adapter._monitoring
    monkeypatch.setattr(gcp_usage, "_gcp_usage_adapter", billing)
    assert output_of(code) == printed
