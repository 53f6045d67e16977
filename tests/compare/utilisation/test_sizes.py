"""Neighbouring sizes, and what share of the capacity they have."""

from decimal import Decimal

import pytest

from finopsguard.compare.utilisation.sizes import compare, is_burstable, larger, memory_gb, smaller
from finopsguard.prices import PriceBook

BOOKS = {"aws": "aws", "google": "gcp", "azurerm": "azure"}


def facts_of(type_):
    book = PriceBook.shipped()
    return lambda kind, name: book.facts(BOOKS[type_.partition("_")[0]], kind, name)


HALF, DOUBLE = (Decimal("0.5"), Decimal("0.5")), (Decimal(2), Decimal(2))


@pytest.mark.parametrize(
    ("type_", "size", "below", "share"),
    [
        ("aws_instance", "m5.2xlarge", "m5.xlarge", HALF),
        ("aws_instance", "c5.9xlarge", "c5.4xlarge", (Decimal(16) / 36, Decimal(32) / 72)),
        ("aws_instance", "t3.large", "t3.medium", (Decimal(1), Decimal("0.5"))),
        ("aws_db_instance", "db.m5.xlarge", "db.m5.large", HALF),
        ("google_compute_instance", "n2-standard-8", "n2-standard-4", HALF),
        ("google_sql_database_instance", "db-custom-4-15360", "db-custom-2-7680", HALF),
        ("google_sql_database_instance", "db-n1-standard-4", "db-n1-standard-2", HALF),
        ("azurerm_linux_virtual_machine", "Standard_D4s_v5", "Standard_D2s_v5", HALF),
        ("azurerm_linux_virtual_machine", "Standard_E20s_v5", "Standard_E16s_v5", (Decimal("0.8"), Decimal("0.8"))),
        ("azurerm_mssql_database", "GP_Gen5_4", "GP_Gen5_2", HALF),
        ("azurerm_mssql_database", "S3", "S2", HALF),
        ("azurerm_mssql_database", "P4", "P2", HALF),
    ],
)
def test_the_next_size_down(type_, size, below, share):
    step = next(smaller(type_, size, facts_of(type_)))
    assert (step.name, (step.cpu, step.memory)) == (below, share)
    assert compare(type_, below, size, facts_of(type_)).cpu * step.cpu == pytest.approx(1)


@pytest.mark.parametrize(
    ("type_", "size"),
    [
        ("aws_instance", "m5.large"),  # there is no m5.medium
        ("aws_instance", "m5.metal"),
        ("aws_instance", "nonsense"),
        ("google_compute_instance", "n2-custom-4-16384"),
        ("google_sql_database_instance", "db-custom-2-3840"),  # less memory may not be asked for
        ("google_sql_database_instance", "db-custom-6-23040"),  # nor three vCPUs
        ("google_sql_database_instance", "db-f1-micro"),
        ("azurerm_linux_virtual_machine", "Standard_DS3_v2"),
        ("azurerm_linux_virtual_machine", "Standard_B4ms"),
        ("azurerm_linux_virtual_machine", "Standard_E16-8s_v5"),
        ("azurerm_mssql_database", "GP_S_Gen5_4"),  # serverless: billed for what it uses
        ("azurerm_mssql_database", "Basic"),
        ("azurerm_mssql_database", "ElasticPool"),
    ],
)
def test_no_size_is_made_up(type_, size):
    assert list(smaller(type_, size, facts_of(type_))) == []


def test_the_next_size_up():
    step = next(larger("google_sql_database_instance", "db-custom-2-7680", facts_of("google_")))
    assert (step.name, (step.cpu, step.memory)) == ("db-custom-4-15360", DOUBLE)
    assert next(larger("aws_instance", "m5.large", facts_of("aws_"))).name == "m5.xlarge"


@pytest.mark.parametrize(
    "size", ["t3.micro", "t4g.large", "db.t3.medium", "Standard_B2s", "e2-medium", "f1-micro", "db-g1-small"]
)
def test_burstable(size):
    assert is_burstable(size)


@pytest.mark.parametrize(
    "size", ["m5.large", "trn1.2xlarge", "db.m5.large", "Standard_D2s_v5", "e2-standard-2", "db-custom-1-3840"]
)
def test_not_burstable(size):
    assert not is_burstable(size)


def test_memory_of_a_database_is_that_of_its_machine():
    assert memory_gb("aws_db_instance", "db.m5.large", facts_of("aws_")) == 8
