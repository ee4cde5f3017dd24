"""The artifacts of a run's dbt tasks go into the volume. A server in this test plays the Jobs API and the storage."""

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from support.offline import ROOT

TASKS = [
    {"run_id": 1, "task_key": "bronze", "pipeline_task": {"pipeline_id": "p"}},
    {"run_id": 2, "task_key": "freshness", "dbt_task": {"commands": ["dbt source freshness"]}},
    {"run_id": 3, "task_key": "dbt_build", "dbt_task": {"commands": ["dbt build"]}},
    {
        "run_id": 4,
        "task_key": "hand_over",
        "dbt_task": {"commands": ["dbt build"]},
        "state": {"life_cycle_state": "SKIPPED"},
    },
]
FILES = {
    2: {"target/sources.json": "freshness", "target/manifest.json": "of freshness"},
    3: {
        "target/manifest.json": "of the build",
        "target/run_results.json": "results",
        "target/compiled/customer_360/models/manifest.json": "none of ours",
        "logs/dbt.log": "a log",
    },
}


def packed(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"artifacts/{name}" if "compiled" not in name else name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


@pytest.fixture
def workspace(request):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = 200, b"{}"
            number = int(self.path.rpartition("=")[2]) if "=" in self.path else 0
            if "runs/get?" in self.path:
                body = json.dumps({"run_id": number, "tasks": request.param}).encode()
            elif "runs/get-output" in self.path and number in FILES:
                link = f"http://127.0.0.1:{self.server.server_port}/storage?run={number}"
                body = json.dumps(
                    {"dbt_output": {"artifacts_link": link, "artifacts_headers": {"key": "open"}}}
                ).encode()
            elif "runs/get-output" in self.path:
                status, body = 400, b'{"error_code": "INVALID_PARAMETER_VALUE", "message": "no output"}'
            elif self.path.startswith("/storage"):
                status, body = (200, packed(FILES[number])) if self.headers["key"] == "open" else (403, b"")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {"DATABRICKS_HOST": f"http://127.0.0.1:{server.server_port}", "DATABRICKS_TOKEN": "loopback"}
        server.shutdown()


def kept(environment: dict[str, str], volume) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "pipelines" / "keep_artifacts.py", "77", volume]
    return subprocess.run(command, env=environment, text=True, capture_output=True, check=False)


@pytest.mark.parametrize("workspace", [TASKS], indirect=True)
def test_artifacts_are_kept_by_run_and_task(workspace, tmp_path):
    for name, days in (("12", 100), ("13", 80), ("notes", 100)):
        (tmp_path / name / "dbt_build").mkdir(parents=True)
        (tmp_path / name / "dbt_build" / "manifest.json").touch()
        os.utime(tmp_path / name / "dbt_build" / "manifest.json", (time.time() - days * 86_400,) * 2)
    run = kept(workspace, tmp_path)
    assert run.returncode == 0, run.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"13", "77", "manifest.json", "notes"}
    found = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*.json") if path.read_text()}
    assert found == {
        "77/freshness/sources.json": "freshness",
        "77/freshness/manifest.json": "of freshness",
        "77/dbt_build/manifest.json": "of the build",
        "77/dbt_build/run_results.json": "results",
        "manifest.json": "of the build",
    }


@pytest.mark.parametrize("workspace", [TASKS[:1]], indirect=True)
def test_a_run_without_artifacts_is_an_error(workspace, tmp_path):
    run = kept(workspace, tmp_path)
    assert run.returncode == 1
    assert run.stderr == "No dbt task of the run 77 has left artifacts.\n"
