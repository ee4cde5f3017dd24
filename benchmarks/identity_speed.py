"""How fast records become people: from nothing, and with 1 % new records, compared with Splink on the same records.

After ``make accuracy``, which installs Splink, run ``.venv/bin/python benchmarks/identity_speed.py --records 1000000``.
Times are those of whole commands on 2 threads, including dbt's start-up; dbt has parsed the project before. The people
are fictional. Their names are made of syllables, so that there are as many names as in a large company.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from accuracy import MEASURES, dbt
from build_speed import measured
from rich.console import Console
from rich.table import Table

# About 1.67 records of each person. A tenth of the names have a typing error, and a tenth of the people have moved.
RECORDS = """
create schema silver;
select setseed(0.36);
create table people as
with
syllables as (
    select 'ba be bo da de di do fa fe fi ga ge gi ha he ja jo ka ke ki la le li lo lu ma me mi mo na ne ni no pa pe '
    || 'ra re ri ro sa se si so ta te ti to va ve vi wa we wi za ze' as text
),
names as (
    select
        list(one || other order by hash(one || other)) as first_names,
        list(one || other || ending order by hash(one || other || ending)) as last_names
    from
        (select unnest(split(text, ' ')) as one from syllables)
        cross join (select unnest(split(text, ' ')) as other from syllables)
        cross join (select unnest(['n', 'ler', 'ski', 'son', 'res', 'ni']) as ending)
),
people as (
    select
        i,
        first_names[1 + (len(first_names) * random() * random() * random())::bigint] as first_name,
        last_names[1 + (len(last_names) * random() * random())::bigint] as last_name,
        last_names[1 + (len(last_names) * random())::bigint] || 'street' as street,
        (1 + random() * 200)::int as house_number,
        i * 7919 % 5000 as place,
        date '1940-01-01' + (random() * 22000)::int as date_of_birth,
        '+4930' || (1000000 + i) as phone
    from range(({records} * 0.6)::bigint) as t(i) cross join names
)
from people;
create table everything as
with
typed as (
    select
        people.*, n, random() as r1, random() as r2, random() as r3, random() as r4, random() as r5,
        random() < .1 as has_moved, random() as r6, random() as r7, random() as r8
    from people cross join range(5) as copies(n)
    where n = 0 or hash(i, n) % 100 < [40, 18, 6, 3][n]
)
select
    ['contact', 'lead', 'crc33_customer', 'lead', 'contact'][n + 1] || ':' || i || '-' || n as record_id,
    ['contact', 'lead', 'crc33_customer', 'lead', 'contact'][n + 1] as source,
    true as is_live,
    null::varchar as full_name,
    case when r1 < .1 then left(first_name, 2) || substring(first_name, 4) else first_name end as first_name,
    case when r2 < .1 then left(last_name, 1) || substring(last_name, 3) else last_name end as last_name,
    case when i % 2 = 0 then 'female' else 'male' end as gender,
    case when r3 < .6 then first_name || '.' || last_name || i % 9973 || '@example.com' end as email,
    case when r4 < .02 then '+49305550100' when r4 < .6 then phone end as phone,
    case when has_moved then 'new ' when r8 < .05 then 'upper ' else '' end || street || ' ' || house_number
        as street_address,
    case when r6 < .05 then 'twon' else 'town' end || case when has_moved then (place + 1777) % 5000 else place end
        as city,
    (case when has_moved then (place + 1777) % 5000 else place end) // 500 || '' as region,
    (10000 + case when has_moved then (place + 1777) % 5000 else place end * 4 + (r7 < .05)::int)::varchar as postcode,
    'DE' as country_code,
    case when r5 < .7 then date_of_birth when r5 < .75 then date_of_birth + 1 end as date_of_birth,
    null::varchar as cid,
    null::varchar as linked_record_id,
    null::varchar as master_record_id
from typed;
create table truth as select record_id, split_part(split_part(record_id, ':', 2), '-', 1) as person_id from everything;
create table silver.person_records as from everything where hash(record_id) % 100 > 0;
"""
SPLINK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from accuracy import splink
splink(Path(sys.argv[2]))
"""


def main(
    records: Annotated[int, typer.Option(help="Person records.")] = 100_000,
    beside_splink: Annotated[bool, typer.Option("--splink/--no-splink", help="Run Splink on the same records.")] = True,
) -> None:
    """Make that many person records, match them in steps, and print the time of each."""
    console = Console()
    results = []
    with tempfile.TemporaryDirectory(prefix="c360-benchmark-") as folder:
        # one path for all, because dbt parses the project again for another path
        database, kept = Path(folder) / "records.duckdb", Path(folder) / "kept.duckdb"

        def make(count: int) -> None:
            database.unlink(missing_ok=True)
            with duckdb.connect(database) as connection:
                connection.execute(RECORDS.replace("{records}", str(count)))

        def thrice() -> tuple[float, float]:
            """The median of three runs on the same database, because the machine's speed varies."""
            shutil.copy(database, kept)
            runs = []
            for _ in range(3):
                shutil.copy(kept, database)
                runs.append(measured(dbt(database), {}))
            return sorted(runs)[1]

        def step(name: str, run: Callable[[], tuple[float, float]], clusters: str = "silver.match_clusters") -> None:
            console.print(name)
            measures = run()
            with duckdb.connect(database, read_only=True) as connection:
                precision, recall, *_ = connection.execute(MEASURES.format(clusters=clusters)).fetchone()
            results.append((name, *measures, precision, recall))

        make(0)
        measured(dbt(database), {})
        step("no records: dbt's own", thrice)
        make(records)
        step("from nothing", lambda: measured(dbt(database), {}))
        step("with nothing new", thrice)
        with duckdb.connect(database) as connection:
            connection.execute("insert into silver.person_records from everything where hash(record_id) % 100 = 0")
        step("with 1 % new records", thrice)
        if beside_splink:
            command = [sys.executable, "-c", SPLINK, str(Path(__file__).parent), str(database)]
            step("Splink, trained on them", lambda: measured(command, {}), "splink_clusters")
    table = Table(f"{records:,} records", "seconds", "peak GiB", "to from nothing", "precision", "recall")
    from_nothing = results[1][1]
    for name, seconds, memory, *accuracy in results:
        shown = f"{seconds:.1f}", f"{memory:.2f}", f"{seconds / from_nothing:.2f}"
        table.add_row(name, *shown, *("" if figure is None else f"{figure:.4f}" for figure in accuracy))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
