"""Settings and engines that tests of more than one folder use."""

import os
import signal

# Before anything of ours is imported: no test may reach an account, a profile or a workspace.
for _name in [n for n in os.environ if n.startswith(("AWS_", "SLACK_"))]:
    del os.environ[_name]
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_METRICS_NAMESPACE="PartnerDesk",
    POWERTOOLS_SERVICE_NAME="tests",
)

from collections.abc import Iterator  # noqa: E402 - the environment comes first
from functools import cache  # noqa: E402

import botocore.loaders  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from botocore.loaders import JSONFileLoader  # noqa: E402

from sandbox import dynamodb_local as engine  # noqa: E402
from tests import engines, scheduling  # noqa: E402
from tests.scale import SCALE  # noqa: E402

collect_ignore = [] if SCALE == "full" else ["prove"]
pytest_plugins = ["tests.office", "tests.deployed"]


# Asked to end, as by a CI that gives up: stop the engines and emulators too, as Ctrl-C does.
# What a shell starts in the background ignores SIGINT otherwise, by which xdist ends its workers.
for _asked in (signal.SIGINT, signal.SIGTERM):
    signal.signal(_asked, signal.default_int_handler)

# A busy machine is slow now and then; how fast things are is measured in benchmarks/, not here.
hypothesis.settings.register_profile("partner-desk", deadline=None)
hypothesis.settings.load_profile("partner-desk")


# Every wiring makes its own clients, each of which would read all of AWS's descriptions anew.
_reader = JSONFileLoader()
_load_once = cache(JSONFileLoader.load_file)
JSONFileLoader.load_file = lambda _self, path: _load_once(_reader, path)  # type: ignore[method-assign, assignment]
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> scheduling.SideBySide | None:
    return scheduling.SideBySide(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # a worker of xdist, which takes tests in this order
        scheduling.order(items)


def pytest_report_header() -> str:
    return engines.word(engines.missing())


@pytest.fixture(scope="session")
def dynamodb_local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of AWS's own DynamoDB engine, for `tests.tables.create_tables`."""
    if reason := engines.missing():
        pytest.skip(reason)
    with engine.running(tmp_path_factory.mktemp("dynamodb-local")) as url:
        yield url
