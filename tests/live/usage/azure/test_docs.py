"""The examples of docs/usage-azure.md."""

import pytest

from finopsguard.adapters.usage import azure_usage
from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter
from tests.live.usage.examples import examples, output_of


@pytest.mark.parametrize(("code", "printed"), examples("usage-azure.md"))
def test_examples(adapter: AzureUsageAdapter, monkeypatch: pytest.MonkeyPatch, code: str, printed: str) -> None:
    monkeypatch.setattr(azure_usage, "_azure_usage_adapter", adapter)
    assert output_of(code) == printed
