"""Writes docs/staging.md: the SQL that the macro ``stage`` makes of a table, as an example.

``python -m python_helpers.project.rendered`` does it; ``make generated`` calls that.
"""

import io
import os
import re
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

from dbt.cli.main import dbtRunner

FILE = Path("docs/staging.md")
MODEL = "stg_dataverse__customer"
PAGE = """# What a staging model becomes
`make generated` writes this page. [{file}](../{file}) is:

```sql
{written}
```

On DuckDB, in a first build, dbt makes this of it, with signs that can't be seen written as `\\u00a0`. The steps are the
same for every table:

| step | what it does |
|---|---|
| `source` | the new rows of bronze |
| `labels` | the labels of the choices of the table |
| `trimmed` | each text without white space around it |
| `matched` | labels of choices; countries and genders from the seeds |
| `with_phone` | the phone number as E.164 |
| `typed` | each text as a value of its kind; NULL if it is none |
| the last `select` | the columns, and in `rejected` the texts that became NULL |

```sql
{rendered}
```
"""


def text(project: Path = Path()) -> str:
    """The page."""
    with tempfile.TemporaryDirectory() as folder:
        places = ["--project-dir", str(project), "--profiles-dir", str(project)]
        places += ["--target-path", folder, "--log-path", folder]
        with patch.dict(os.environ, {"C360_DUCKDB": f"{folder}/empty.duckdb"}), redirect_stdout(io.StringIO()):
            done = dbtRunner().invoke(["--quiet", "compile", "--select", MODEL, "--target", "duckdb", *places])
    if not done.success:
        raise SystemExit(done.exception or 1)
    (node,) = (item.node for item in done.result if item.node.name == MODEL)
    rendered = re.sub(r'"empty"[.]"(\w+)"[.]"(\w+)"', r"\1.\2", node.compiled_code.strip())
    return PAGE.format(
        file=node.original_file_path,
        written=(project / node.original_file_path).read_text("utf-8").strip(),
        rendered="".join(map(_shown, rendered)),
    )


def _shown(character: str) -> str:
    return character if character.isprintable() or character == "\n" else f"\\u{ord(character):04x}"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
