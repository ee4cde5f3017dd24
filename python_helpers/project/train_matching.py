"""Trains the weights of record matching with Splink, without labels: `c360 train-matching` writes them to the seed."""

import csv
import re
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment

SEED = "seeds/match_weights.csv"
COLUMNS = ["comparison", "level", "m", "h", "u", "description"]
TRAINED = "trained with Splink"
# Pairs that agree on these are mostly one person; each teaches what the others' columns say.
TRAINED_ON = [["birth_date"], ["street_line", "postcode"], ["email"], ["phone"]]
SMALLEST = 1e-6


def comparisons(project: Path) -> dict[str, dict[str, Any]]:
    """What macros/matching/match_comparisons.sql returns, read as dbt reads it."""
    found: list[dict[str, dict[str, Any]]] = []
    environment = Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {"return": found.append, "var": lambda name: name}
    macros = "".join(
        (project / "macros" / "matching" / name).read_text() for name in ("alike.sql", "match_comparisons.sql")
    )
    environment.from_string(macros + "{{ match_comparisons() }}").render()
    return found[0]


def train(
    database: Path, project: Path = Path(), seed: Path | None = None
) -> dict[tuple[str, str], tuple[float, float]]:
    """Learns m and u of each level from match_records, and writes them; returns what was learnt.

    A comparison for which the records have no values keeps its lines, and each line its h, of other members of a
    household.
    """
    seed = seed or project / SEED
    levels = comparisons(project)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as c360 (read_only)")
        connection.execute("create table records as select * from c360.silver.match_records")
        connection.execute("detach c360")
        learnt = _learn(connection, levels)
    _write(seed, levels, learnt)
    return learnt


def _learn(
    connection: duckdb.DuckDBPyConnection, levels: dict[str, dict[str, Any]]
) -> dict[tuple[str, str], tuple[float, float]]:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def of_pair(condition: str) -> str:
        return re.sub(r"\b([ab])\.(\w+)", lambda found: f'"{found[2]}_{"l" if found[1] == "a" else "r"}"', condition)

    pairs = "select {} from records as a inner join records as b on {} and a.record_id < b.record_id"
    itself = "select count(*) from records as a inner join records as b on a.record_id = b.record_id and ({})"
    # what hardly a record has can't be learnt
    known = {
        name: comparison
        for name, comparison in levels.items()
        if connection.execute(itself.format(comparison["known"])).fetchall()[0][0] > 100
    }
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[
            {
                "output_column_name": name,
                "comparison_levels": [
                    {"sql_condition": f"not ({of_pair(comparison['known'])})", "is_null_level": True,
                     "label_for_charts": "unknown"},
                    *({"sql_condition": of_pair(condition), "label_for_charts": level}
                      for level, condition in comparison["levels"].items()),
                    {"sql_condition": "else", "label_for_charts": "different"},
                ],
            }
            for name, comparison in known.items()
        ],
        blocking_rules_to_generate_predictions=[block_on(*TRAINED_ON[0])],
        max_iterations=50,
    )  # fmt: skip
    linker = Linker(DuckDBAPI(connection).register("records"), settings, log_level="ERROR")
    rules = [block_on("birth_date", "last_name"), block_on("street_line", "last_name")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=360)
    for columns in TRAINED_ON:
        same = " and ".join(f"a.{column} = b.{column}" for column in columns)
        if connection.execute(pairs.format("count(*)", same)).fetchall()[0][0] > 100:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    learnt = {}
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        for level in comparison["comparison_levels"]:
            m, u = level.get("m_probability"), level.get("u_probability")
            if m is not None and u is not None:
                place = comparison["output_column_name"], level["label_for_charts"]
                learnt[place] = min(max(m, SMALLEST), 1.0), min(max(u, SMALLEST), 1.0)
    return learnt


def _write(seed: Path, levels: dict[str, dict[str, Any]], learnt: dict[tuple[str, str], tuple[float, float]]) -> None:
    with seed.open(newline="") as file:
        before = {(line["comparison"], line["level"]): line for line in csv.DictReader(file)}
    with seed.open("w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for name, comparison in levels.items():
            for level in [*comparison["levels"], "different"]:
                line = before.get((name, level), {"m": 0.01, "h": 0.01, "u": 0.01, "description": "unknown"})
                m, u = learnt.get((name, level), (float(line["m"]), float(line["u"])))
                description = TRAINED if (name, level) in learnt else line["description"]
                lines.writerow([name, level, f"{m:.4g}", line["h"], f"{u:.4g}", description])
