"""Every statement that dbt sends to Databricks for the sample, worked out without a connection.

``make generated`` writes them to tests/databricks/golden/: a file for each node, with what a first build sends and
what the next one sends. A model's query and a seed's rows are left out, because models/ and seeds/ hold them.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support.day import on_the_day
from support.offline import ROOT, invoke, no_connection
from support.project import Project

FOLDER = ROOT / "tests" / "databricks" / "golden"
READS = re.compile(r"\s*(select|with|show|describe)\b", re.I)
ROWS = re.compile(r"(?<=\svalues)\s*[(].*", re.S)


@dataclass
class Node:
    """What a model, seed or snapshot sends: the statements that change something, and its query, by build."""

    name: str
    statements: dict[str, list[str]]
    queries: dict[str, str]

    def golden(self) -> str:
        """The text of its file."""
        texts = {build: "\n\n".join(self._shown(build)) for build in self.statements}
        first, following = texts.items()
        if first[1] == following[1]:
            return f"-- {first[0]}, and {following[0]}\n\n{first[1]}\n"
        return "\n\n".join(f"-- {build}\n\n{text}" for build, text in texts.items()) + "\n"

    def without_query(self, statement: str, build: str) -> str:
        """The statement with a short query in place of the model's."""
        return statement.replace(self.queries[build] or "\0", f"select * from the_query_of_{self.name}")

    def _shown(self, build: str) -> Iterator[str]:
        for statement in self.statements[build]:
            if is_python(statement):
                yield "\n".join(f"-- {line}".rstrip() for line in statement.strip().splitlines())
                continue
            text = self.without_query(statement, build)
            if text.lstrip().startswith("insert overwrite"):
                text = ROWS.sub(" …", text)
            yield "\n".join(line.rstrip() for line in text.strip().rstrip(";").splitlines() if line.strip()) + ";"


def is_python(statement: str) -> bool:
    """Whether it is the job of a Python model."""
    return "def model(" in statement


def rendered() -> dict[str, Node]:
    """The nodes by the path of their file under tests/databricks/golden/."""
    nodes: dict[str, Node] = {}
    with tempfile.TemporaryDirectory() as folder, on_the_day():
        work = Path(folder)
        sample = {"C360_EXPORT": "sample/dataverse-contoso-org", "C360_FINANCE": "sample/finance/customer_finance.csv"}
        project = Project(work, environment=sample)
        project.build(without=())
        for build, tables_exist in (("first build", False), ("next build", True)):
            with no_connection(project.database, tables_exist) as sent:
                results = invoke(ROOT, work, "build", "--exclude-resource-type", "unit_test", "--exclude-resource-type",
                                 "test", "--no-populate-cache")  # fmt: skip
            for node in (item.node for item in results if item.node.resource_type not in ("operation", "exposure")):
                file = f"{node.schema}/{node.name}.sql"
                known = nodes.setdefault(file, Node(node.name, {}, {}))
                known.statements[build] = [text for text in sent[node.unique_id] if not READS.match(text)]
                known.queries[build] = (getattr(node, "compiled_code", None) or "").strip()
    return nodes


if __name__ == "__main__":
    nodes = rendered()
    for path in FOLDER.rglob("*.sql"):
        if str(path.relative_to(FOLDER)) not in nodes:
            path.unlink()
    for file, node in nodes.items():
        path = FOLDER / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(node.golden())
        print(path.relative_to(ROOT))
