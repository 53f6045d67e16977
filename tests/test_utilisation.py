"""Utilisation from plan to lines; the clouds' answers are a stand-in's, prices and plans are real."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from finopsguard.compare.utilisation.machines import MACHINES
from finopsguard.compare.utilisation.unused import SILENT, STATED
from finopsguard.config import Config
from finopsguard.inputs import projects
from finopsguard.plan import Limits
from finopsguard.pricing import Pricing
from finopsguard.resources.registry import estimator
from finopsguard.utilisation import utilisation
from tests.compare.usage.fakes import NOW, Metrics, factory, points
from tests.plans import change, plan

START = NOW.replace(hour=0, minute=0) - timedelta(days=14)
HOUR = timedelta(hours=1)
MB = 1_000_000


def hourly(name, value, peak=None):
    values = [value] * 336
    if peak is not None:
        values[7] = peak
    return points(name, values, start=START, step=HOUR)


def machine(cpu, traffic=100 * MB):
    return [*hourly("CPUUtilization", cpu), *hourly("NetworkIn", traffic), *hourly("NetworkOut", traffic)]


def there(address, values, after=None, **more):
    return change(address, ["update"] if after else ["no-op"], values, after or values, **more)


@pytest.fixture
def found(tmp_path):
    def run(*changes, aws=(), gcp=(), azure=(), **keys):
        file = tmp_path / "plan.json"
        file.write_text(json.dumps(plan(*changes, **keys)), encoding="utf-8")
        config = Config()
        pricing = Pricing(config, Limits(), {}, lambda _step: None)
        (project,) = projects([str(file)], config)
        checked = [pricing.price(each, project) for each in pricing.read(project)]
        clouds = {
            "aws": Metrics("aws", dict(aws)),
            "gcp": Metrics("gcp", dict(gcp)),
            "azure": Metrics("azure", dict(azure)),
        }
        return utilisation(checked, pricing, factory(**clouds), now=NOW)

    return run


INSTANCE = {"id": "i-0a", "instance_type": "m5.2xlarge", "ami": "ami-1", "tenancy": "default"}


def test_an_instance_with_little_to_do(found):
    (line,) = found(there("aws_instance.web", INSTANCE), aws={("ec2", "i-0a"): machine(12.34)}).lines
    assert (line.address, line.metric, line.p50, line.p95, line.max) == (
        "aws_instance.web",
        "cpu",
        Decimal("12.3"),
        Decimal("12.3"),
        Decimal("12.3"),
    )
    assert (line.samples, line.period.start, line.period.end) == (336, "2026-10-18", "2026-11-01")
    hint = line.suggestion
    assert (hint.attribute, hint.before, hint.after) == ("instance_type", "m5.2xlarge", "m5.xlarge")
    # us-east-1: $0.384 - $0.192 an hour, for 730 hours
    assert (hint.monthly_saving, hint.currency) == (Decimal("0.192") * 730, "USD")
    assert hint.note == "memory is not measured: look at it before"


def test_an_idle_instance_saves_all_that_it_costs(found):
    values = INSTANCE | {"root_block_device": [{"volume_type": "gp3", "volume_size": 10}]}
    (line,) = found(there("aws_instance.web", values), aws={("ec2", "i-0a"): machine(1, 1000)}).lines
    assert line.suggestion.monthly_saving == Decimal("0.384") * 730 + Decimal("0.8")  # 10 GB at $0.08
    assert line.suggestion.note.startswith("idle: 0.0 MB of traffic a day")


def test_a_plan_that_enlarges_it_is_told_that_it_has_room(found):
    after = INSTANCE | {"instance_type": "m5.4xlarge"}
    (line,) = found(there("aws_instance.web", INSTANCE, after), aws={("ec2", "i-0a"): machine(30)}).lines
    assert (line.suggestion.before, line.suggestion.after) == ("m5.4xlarge", "m5.2xlarge")
    assert line.suggestion.monthly_saving == Decimal("0.384") * 730


def test_a_database_has_its_memory_measured_by_what_is_free(found):
    values = {
        "identifier": "db", "instance_class": "db.m5.xlarge", "engine": "postgres", "allocated_storage": 20,
        "storage_type": "gp3", "id": "db", "multi_az": False,
    }  # fmt: skip
    answer = [
        *hourly("CPUUtilization", 10),
        *hourly("FreeableMemory", 12 * 2**30),  # of 16 GiB: a quarter is in use
        *hourly("DatabaseConnections", 3),
    ]
    cpu, memory = found(there("aws_db_instance.db", values), aws={("rds", "db"): answer}).lines
    assert (memory.metric, memory.p95) == ("memory", Decimal("25.0"))
    assert (cpu.suggestion.after, cpu.suggestion.note) == ("db.m5.large", "")
    assert memory.suggestion is None


def test_a_google_machine_and_an_azure_machine(found):
    google = {"instance_id": "123", "machine_type": "n2-standard-8", "zone": "us-central1-a", "name": "m"}
    azure = {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm",
             "size": "Standard_D4s_v5", "location": "eastus", "os_disk": []}  # fmt: skip
    lines = found(
        there("google_compute_instance.m", google),
        there("azurerm_linux_virtual_machine.vm", azure),
        gcp={
            ("gce_instance", "123"): [
                *hourly("cpu/utilization", 30),
                *hourly("memory/percent_used", 30),
                *hourly("network/received_bytes_count", MB),
                *hourly("network/sent_bytes_count", MB),
            ]
        },
        azure={
            ("virtual_machine", azure["id"]): [
                *hourly("Percentage CPU", 30),
                *hourly("Available Memory Percentage", 70),
                *hourly("Network In Total", MB),
                *hourly("Network Out Total", MB),
            ]
        },
    ).lines
    assert [(line.address, line.metric, line.p95) for line in lines] == [
        ("google_compute_instance.m", "cpu", 30),
        ("google_compute_instance.m", "memory", 30),
        ("azurerm_linux_virtual_machine.vm", "cpu", 30),
        ("azurerm_linux_virtual_machine.vm", "memory", 30),
    ]
    assert [line.suggestion.after for line in lines if line.suggestion] == ["n2-standard-4", "Standard_D2s_v5"]


def test_an_address_that_is_attached_to_nothing(found):
    loose = {"id": "eipalloc-1", "association_id": "", "instance": "", "network_interface": "", "domain": "vpc"}
    used = loose | {"id": "eipalloc-2", "association_id": "eipassoc-1"}
    (line,) = found(there("aws_eip.loose", loose), there("aws_eip.used", used)).lines
    assert (line.address, line.suggestion.note) == ("aws_eip.loose", "the address is attached to nothing")
    assert line.suggestion.monthly_saving == Decimal("0.005") * 730


LOOSE = {"id": "eipalloc-1", "association_id": "", "instance": "", "network_interface": "", "domain": "vpc"}


def test_an_address_that_the_plan_attaches_is_in_use(found):
    assert found(there("aws_eip.a", LOOSE, LOOSE | {"instance": "i-1"})).lines == ()
    assert found(change("aws_eip.a", ["update"], LOOSE, LOOSE, unknown={"association_id": True})).lines == ()
    joined = change("aws_eip_association.a", ["create"], None, {"allocation_id": "eipalloc-1", "instance_id": "i-1"})
    assert found(there("aws_eip.a", LOOSE), joined).lines == ()


def test_openstack_says_in_its_state_what_is_attached(found):
    volume = {"id": "v", "size": 10, "attachment": [], "region": "RegionOne"}
    used = volume | {"attachment": [{"id": "v", "instance_id": "s", "device": "/dev/vdb"}]}
    lines = found(
        there("openstack_blockstorage_volume_v3.loose", volume), there("openstack_blockstorage_volume_v3.used", used)
    ).lines
    assert [(line.address, line.suggestion.monthly_saving) for line in lines] == [
        ("openstack_blockstorage_volume_v3.loose", None)  # no book knows the prices of this cloud
    ]


def test_what_the_state_does_not_say_is_not_taken_for_unattached(found):
    assert found(there("aws_eip.a", {"id": "eipalloc-1", "domain": "vpc"})).lines == ()


def test_a_volume_without_a_point_is_attached_to_nothing_and_one_with_zeros_is_not_used(found):
    volume = {"id": "vol-1", "type": "gp3", "size": 100, "availability_zone": "us-east-1a"}
    (line,) = found(there("aws_ebs_volume.v", volume)).lines
    assert line.suggestion.monthly_saving == 8  # 100 GB at $0.08
    busy = {("ebs", "vol-1"): [*hourly("VolumeReadOps", 0, 1), *hourly("VolumeWriteOps", 0)]}
    assert found(there("aws_ebs_volume.v", volume), aws=busy).lines == ()


def test_silence_counts_only_where_the_region_is_known(found):
    volume = {"id": "vol-1", "type": "gp3", "size": 100}
    nowhere = {"provider_config": {"aws": {"name": "aws"}}, "root_module": {}}
    assert found(there("aws_ebs_volume.v", volume), configuration=nowhere).lines == ()


def test_what_is_created_deleted_or_not_measured_has_no_line(found):
    result = found(
        change("aws_instance.new", ["create"], None, INSTANCE),
        change("aws_instance.gone", ["delete"], INSTANCE, None),
        there("aws_instance.silent", INSTANCE),
    )
    assert (result.lines, result.failures) == ((), ())


def test_a_secret_size_is_not_printed(found):
    hidden = there(
        "aws_instance.web", INSTANCE, before_sensitive={"instance_type": True}, after_sensitive={"instance_type": True}
    )
    (line,) = found(hidden, aws={("ec2", "i-0a"): machine(1, 0)}).lines
    assert line.suggestion is None


@pytest.mark.parametrize("table", [MACHINES, SILENT, STATED])
def test_every_type_has_an_estimate(table):
    assert [type_ for type_ in table if estimator(type_) is None] == []
