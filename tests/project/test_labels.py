"""A choice has the label that held when its row was loaded, whichever build asks."""

from support.project import record

LABELLED = ("--select", "+customer_current", "+rejected_rows")
LABELS = {1: ("Any", "Beliebig"), 2: ("Email", "E-Mail")}


def write_labels(project, labels):
    folder = project.export / "OptionsetMetadata"
    folder.mkdir(exist_ok=True)
    choice = '"crc33_customer","crc33_preferredcontactmethod"'
    lines = [
        f'{choice},{code},{user},{language},"{label}",\r\n'
        for language, user, place in ((1031, False, 1), (1033, True, 0))
        for code, label in ((code, labels[place]) for code, labels in labels.items())
    ]
    (folder / "OptionsetMetadata.csv").write_text("".join(lines), newline="")


def customer(number, method, **values):
    return record(
        Id=f"A{number}", crc33_preferredcontactmethod=method, versionnumber=number, **{"statecode": 0, **values}
    )


def test_a_changed_label_applies_to_later_rows_only(project):
    project.write_export(**{"2021": customer(1, 2) + customer(2, 1) + customer(3, 9) + customer(4, None)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    write_labels(project, LABELS)
    project.build(*LABELLED)
    write_labels(project, {**LABELS, 2: ("E-mail", "E-Post")})
    project.append("2021", customer(5, 2) + customer(6, 1) + record(Id="a4", versionnumber=7, IsDelete="True"))
    project.build(*LABELLED)

    methods = (
        "select customer_id, preferred_contact_method_code, preferred_contact_method from silver.customer_current "
        "order by customer_id"
    )
    labelled = [
        ("a1", 2, "Email"),
        ("a2", 1, "Any"),
        ("a3", 9, None),
        ("a5", 2, "E-mail"),
        ("a6", 1, "Any"),
    ]
    assert project.query(methods) == labelled
    unknown = "select record_id, column_name, rejected_value, reason from silver.rejected_rows"
    told = [("a3", "preferred_contact_method", "9", "no label in the choice metadata; the code is kept")]
    assert project.query(unknown) == told

    # a code that disappears keeps its label, and unchanged files change nothing
    write_labels(project, {1: LABELS[1]})
    project.append("2021", customer(8, 2))
    project.build(*LABELLED)
    assert project.query(methods) == [*labelled, ("a8", 2, "E-mail")]

    stepwise = project.tables(("silver",))
    project.build("--full-refresh", *LABELLED)
    assert project.tables(("silver",)) == stepwise
    assert project.query("select count(*) from silver.stg_dataverse__customer") == [(8,)]

    project.build("--full-refresh", *LABELLED, "--vars", "label_language: 1031")
    german = [method for *_, method in project.query(methods)]
    assert german == ["E-Mail", "Beliebig", None, "E-Post", "Beliebig", "E-Post"]


def test_a_full_refresh_finds_labels_that_arrived_after_their_rows(project):
    project.write_export(**{"2021": customer(1, 2)})
    project.write_finance("C1,1,1,1,EUR,2026-01-31")
    project.build(*LABELLED)
    write_labels(project, LABELS)
    project.build(*LABELLED)
    method = "select preferred_contact_method from silver.customer_current"
    assert project.query(method) == [(None,)]
    assert project.query("select count(*) from silver.rejected_rows") == [(0,)]
    project.build("--full-refresh", *LABELLED)
    assert project.query(method) == [("Email",)]
