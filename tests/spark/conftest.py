import os
import shutil
import subprocess
import sys

import pytest
from support.day import on_the_day
from support.engine import Spark, session
from support.offline import ROOT
from support.project import Project
from support.storage import free_port

# JVMs that live for minutes don't win back the time of full compilation; without it the default code cache fills up.
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"
# else Spark's workers run the python3 on the path
os.environ["PYSPARK_PYTHON"] = sys.executable


def pytest_sessionstart():
    java = shutil.which("java")
    printed = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr if java else ""
    version = printed.split('"')[1].split(".")[0] if '"' in printed else None
    if not version or int(version) < 17:
        found = f"the java on the path is version {version}" if version else "there is no java on the path"
        pytest.exit(f"Spark needs Java 17 or later, and {found}. On Debian: apt-get install openjdk-17-jre-headless", 3)


@pytest.fixture(scope="session", autouse=True)
def day():
    """The builds on both engines run on one day."""
    with on_the_day():
        yield


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("warehouse")
    port = free_port()
    running = session(warehouse, port)
    yield Spark(running, warehouse, port)
    running.stop()


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    made = Project(tmp_path_factory.mktemp("duckdb"))
    shutil.copytree(ROOT / "sample" / "dataverse-contoso-org", made.folder / "dataverse-contoso-org")
    shutil.copytree(ROOT / "sample" / "finance", made.folder / "finance")
    made.export = made.folder / "dataverse-contoso-org"
    made.finance = made.folder / "finance" / "customer_finance.csv"
    made.build(without=())
    return made
