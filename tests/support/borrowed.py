"""The functions of Databricks that DuckDB borrows."""

import re

from support.offline import ROOT

TEXT = ROOT.joinpath("macros/duckdb/databricks_functions.sql").read_text()
STATEMENTS = TEXT.split("%}", 1)[1].split("{% endmacro")[0]
BORROWED = set(re.findall(r"create or replace macro (\w+)", STATEMENTS))
