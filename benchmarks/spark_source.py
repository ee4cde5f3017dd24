"""How fast and how small the data source synapse_link is, beside Spark's own CSV reader, on two cores.

``python benchmarks/spark_source.py [--files 2000] [--megabytes 2000] [--folders 5000]``. It needs Java 17 and the extra
``test-spark``. Times are of one run, in seconds; memory is that of the largest Python worker.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["PYSPARK_PYTHON"] = sys.executable

from python_helpers.spark.source import SynapseLink, register

COLUMNS = ["Id", "SinkCreatedOn", "SinkModifiedOn", *(f"new_text{number}" for number in range(20)), "versionnumber",
           "IsDelete"]  # fmt: skip
WORDS = ["Anna", "Müller", "a, b", 'he said ""yes""', "", "two\r\nlines", "10115", "Berlin"]


def rows(count: int, seed: int) -> str:
    dice = random.Random(seed)
    cells = [",".join(f'"{dice.choice(WORDS)}"' for _ in range(20)) for _ in range(50)]
    at = '"1/1/2026 1:00:00 AM"'
    return "".join(
        f"{dice.getrandbits(64):016x},{at},{at},{dice.choice(cells)},{number},False\r\n" for number in range(count)
    )


def described(folder: Path) -> None:
    attributes = [{"name": name} for name in COLUMNS]
    (folder / "model.json").write_text(json.dumps({"entities": [{"name": "contact", "attributes": attributes}]}))


def timed(what: str, run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    found = run()
    took = time.perf_counter() - begun
    print(f"{what:60} {took:8.1f} s  {found if found is not None else ''}", flush=True)
    return took


def beside_spark(spark, root: Path, what: str) -> None:
    schema = ", ".join(f"`{name}` string" for name in COLUMNS)
    own = spark.read.schema(schema).options(multiLine="true", escape='"')
    ours = spark.read.format("synapse_link").option("table", "contact")
    sink = {"format": "noop", "mode": "overwrite"}
    theirs = timed(f"{what}: Spark's own reader", lambda: own.csv(f"{root}/contact/*.csv").write.save(**sink))
    took = timed(f"{what}: synapse_link", lambda: ours.load(str(root)).write.save(**sink))
    print(f"{'':60} {took / theirs:8.2f} times")


def planning(root: Path, folders: int) -> None:
    begun = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(folders + 10):
        folder = root / (begun + timedelta(minutes=15 * number)).strftime("%Y-%m-%dT%H.%M.%SZ")
        (folder / "contact").mkdir(parents=True)
        (folder / "contact" / "1.csv").write_text(rows(5, number))
        described(folder)
    last = sorted(path.name for path in root.iterdir())[folders - 1]
    source = SynapseLink({"path": str(root), "table": "contact"})
    start = {"contact": {"folder": last}}
    timed(f"planning 10 new folders behind {folders:,}", lambda: f"{len(source.advance(start)[1])} files")
    timed(
        f"planning {folders + 10:,} folders for the first time",
        lambda: f"{len(source.advance(source.begin())[1])} files",
    )


def appended(root: Path, bytes_more: int) -> None:
    source = SynapseLink({"path": str(root), "table": "contact"})
    end = {}

    def read(start: dict) -> str:
        nonlocal end
        end, readings = source.advance(start)
        reader = source.streamReader(source.schema())
        from python_helpers.spark.reading import tasks

        return f"{sum(batch.num_rows for task in tasks(readings) for batch in reader.read(task)):,} rows"

    first = timed("one file, read without Spark", lambda: read(source.begin()))
    text = rows(1000, 1)
    with next((root / "contact").glob("*.csv")).open("a", newline="") as file:
        for _ in range(bytes_more // len(text)):
            file.write(text)
    again = timed(f"{bytes_more // 1_000_000} MB more", lambda: read(end))
    print(f"{'':60} {again / first:8.1%}")
    print(f"largest process so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--files", type=int, default=2000)
    arguments.add_argument("--megabytes", type=int, default=2000)
    arguments.add_argument("--folders", type=int, default=5000)
    given = arguments.parse_args()
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory(prefix="c360-spark-") as made:
        work = Path(made)
        planning(work / "folders", given.folders)
        shutil.rmtree(work / "folders")

        many, one = work / "many", work / "one"
        for root in (many, one):
            (root / "contact").mkdir(parents=True)
            described(root)
        for number in range(given.files):
            (many / "contact" / f"{number}.csv").write_text(rows(1000, number), newline="")
        text = rows(10_000, 0)
        with (one / "contact" / "2026.csv").open("w", newline="") as file:
            for _ in range(given.megabytes * 1_000_000 // len(text)):
                file.write(text)
        appended(one, 10_000_000)
        spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        register(spark)
        beside_spark(spark, many, f"{given.files:,} files")
        beside_spark(spark, one, f"one file of {given.megabytes:,} MB")
        memory = subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True, check=True).stdout
        workers = [int(line.split()[0]) for line in memory.splitlines() if "pyspark" in line and "daemon" in line]
        print(f"largest worker or daemon of Spark now: {max(workers, default=0) / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
