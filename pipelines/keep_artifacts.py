"""Keeps the artifacts of the dbt tasks of a run: a task of the job, on Databricks.

``keep_artifacts.py RUN VOLUME`` asks the Jobs API for the artifacts of each dbt task of the run, and puts
manifest.json, run_results.json and sources.json into ``VOLUME/<run>/<task>/``. It also keeps the newest manifest.json
of a build in ``VOLUME``, as the state that pull requests are compared with. It deletes runs older than 90 days. The API
packs dbt's folder target as .tar.gz, for download within 30 minutes
(https://docs.databricks.com/api/workspace/jobs/getrunoutput).
"""

import io
import shutil
import sys
import tarfile
import time
import urllib.request
from pathlib import Path, PurePosixPath

from databricks.sdk import WorkspaceClient

KEPT = ("manifest.json", "run_results.json", "sources.json")
DAYS = 90


def keep(client: WorkspaceClient, run: int, volume: Path) -> list[Path]:
    """Returns the files that were written; raises ``SystemExit`` if no dbt task of the run has left any."""
    written = []
    for task in client.jobs.get_run(run).tasks:
        skipped = task.state and task.state.life_cycle_state and task.state.life_cycle_state.value == "SKIPPED"
        if not task.dbt_task or skipped:
            continue
        output = client.jobs.get_run_output(task.run_id).dbt_output
        if output and output.artifacts_link:
            request = urllib.request.Request(output.artifacts_link, headers=output.artifacts_headers or {})
            with urllib.request.urlopen(request, timeout=300) as answer:
                written += unpacked(answer.read(), volume / str(run) / task.task_key)
    if not written:
        raise SystemExit(f"No dbt task of the run {run} has left artifacts.")
    for path in written:
        if path.name == "manifest.json" and path.parent.name == "dbt_build":
            shutil.copyfile(path, volume / path.name)
    for folder in (path for path in volume.iterdir() if path.name.isdigit()):
        # storage may have no modification time for folders
        if all(file.stat().st_mtime < time.time() - DAYS * 86_400 for file in folder.rglob("*.json")):
            shutil.rmtree(folder)
    return written


def unpacked(packed: bytes, folder: Path) -> list[Path]:
    """Writes the files to keep, and returns their paths."""
    written = []
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive.getmembers():
            path = PurePosixPath(member.name)
            # deeper files belong to a package, or are compiled SQL
            if path.name in KEPT and len(path.parts) <= 3 and (file := archive.extractfile(member)):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / path.name).write_bytes(file.read())
                written.append(folder / path.name)
    return written


if __name__ == "__main__":
    for path in keep(WorkspaceClient(), int(sys.argv[1]), Path(sys.argv[2])):
        print(path)
