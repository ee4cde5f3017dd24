"""History that can't be made again: what snapshots keep, and what they don't."""

from support.project import Project, record

SNAPSHOTS = ("customers_snapshot", "customer_finance_snapshot", "customer_segments_snapshot")
EVENTS = "select customer_id, event from gold.customer_timeline where kind = 'profile' order by all"


def small(project: Project) -> Project:
    project.write_export(**{"2021": "".join(
        record(Id=key, versionnumber=1, crc33_cid=f"C{key}", crc33_city="Ulm", crc33_gender=gender,
               createdon="2026-05-01T08:00:00+00:00", modifiedon="2026-05-01T08:00:00Z")
        for key, gender in (("a", "f"), ("b", ""))
    )})  # fmt: skip
    project.write_finance("Ca,100,90,95,EUR,2026-01-31")
    return project


def snapshots(project: Project) -> dict[str, list[tuple]]:
    return {name: project.query(f"select * from snapshots.{name} order by all") for name in SNAPSHOTS}


def test_another_day_writes_nothing_to_snapshots(project):
    day = ("--vars", "as_of_date: 2024-02-29")
    small(project).build(*day)
    assert snapshots(project) == {name: [] for name in SNAPSHOTS}
    project.build()
    before = snapshots(project)
    assert all(before.values())

    project.append("2021", record(Id="a", versionnumber=2, crc33_cid="Ca", crc33_city="Bonn"))
    project.write_finance("Cb,100,10,95,EUR,2026-01-31")
    project.build(*day)

    assert snapshots(project) == before
    assert project.query("select distinct as_of_date::text, tenure_days from gold.customer_measures") == [
        ("2024-02-29", None)
    ]
    assert project.query("select customer_id, city from gold.customers order by 1") == [("a", "Bonn"), ("b", "Ulm")]


def test_no_version_ends_before_it_begins_after_a_clock_that_was_ahead(project):
    small(project).build()
    project.execute(
        *(f"update snapshots.{name} set dbt_valid_from = dbt_valid_from + interval 2 day" for name in SNAPSHOTS)
    )
    project.append("2021", record(Id="a", versionnumber=2, crc33_cid="Ca", crc33_city="Bonn", crc33_gender="f"))
    project.write_finance("Ca,100,10,95,EUR,2026-01-31")
    project.build()
    for name in SNAPSHOTS:
        ((closed, wrong, keys),) = project.query(
            f"select count(dbt_valid_to), count(*) filter (dbt_valid_to <= dbt_valid_from), "
            f"count(*) - count(distinct dbt_scd_id) from snapshots.{name}"
        )
        assert closed, name
        assert (wrong, keys) == (0, 0), name
    assert project.query(EVENTS) == [("a", "profile changed: city, spend")]


def test_a_new_column_of_the_profile_is_no_change_of_anybody(project):
    small(project).build()
    # as in a database that was built before customers had the column
    project.execute("alter table snapshots.customers_snapshot drop column gender")
    project.build()
    versions = "select customer_id, gender, dbt_valid_to is null from snapshots.customers_snapshot order by all"
    assert project.query(versions) == [("a", "female", True), ("a", None, False), ("b", None, True)]
    assert project.query(EVENTS) == []

    project.append("2021", record(Id="b", versionnumber=2, crc33_cid="Cb", crc33_city="Bonn", crc33_gender="m"))
    project.build()
    assert project.query(EVENTS) == [("b", "profile changed: gender, city")]
