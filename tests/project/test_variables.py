"""A variable with a value that no model understands stops the run, and the message says how to write it."""

import pytest

RIGHT = (
    "{as_of_date: 2024-02-29, day_first_dates: [contact, customer_finance], finance_accepted_until: 2026-10-31}",
    "{date_time_zones: {contact: Europe/Berlin}, accept_deletes: contact}",
    "{finance_accepted_until: '2026-10-31 08:15:00.883639', duplicate_free_sources: [contact, lead]}",
    "{finance_accepted_until: 2026-10-31T23:59:59, match_weight: 9.5, review_weight: -3, smallest_group: 1}",
)
WRONG = {
    "as_of_date": ["'2025-02-29'", "yesterday"],
    "day_first_dates": ["contact", "[contakt]"],
    "date_time_zones": ["[contact]", "{contakt: Europe/Berlin}", "{contact: Europe/Berlni}", "{contact: [a]}", "null"],
    "accept_deletes": ["custmer"],
    "duplicate_free_sources": ["contact", "null", "[foo]", "[1]"],
    "finance_smallest_share": ["50 %", "true", ".nan"],
    "finance_accepted_until": ["'2026-10-32'", "2026-10-31 8 am", "'2026-10-31 29:59:59'", "'2026-10-31T08:15'",
                               "'2026-10-31 24:00:00'", "'2026-10-31 08:15:00Z'", "5"],
    "match_weight": [".nan", ".inf", "true", "'9'"],
    "label_language": ["true", "1033.5", "0"],
    "max_block_size": ["-5", "0"],
    "max_cluster_size": ["0"],
    "shared_value_names": ["-1"],
    "smallest_group": ["five", "2.5", "-1", "0"],
}  # fmt: skip


def checked(project, variables: str):
    return project.printed("run-operation", "check_variables", "--vars", variables)


@pytest.mark.parametrize("name", WRONG)
def test_a_value_that_no_model_understands_is_named(project, name):
    for value in WRONG[name]:
        printed = checked(project, f"{{{name}: {value}}}")
        assert printed.returncode != 0, value
        assert f"The variable {name} " in printed.stdout, value
        assert "Traceback" not in printed.stdout


@pytest.mark.parametrize("variables", RIGHT)
def test_what_the_docs_say_is_right(project, variables):
    printed = checked(project, variables)
    assert printed.returncode == 0, printed.stdout
