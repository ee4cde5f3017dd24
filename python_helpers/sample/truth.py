"""Who is who in the sample: which records are of the same person."""

from pathlib import Path

TRUTH = Path("truth", "person_records.csv")


class Truth:
    """``truth/person_records.csv``: table_name, record_id, person_id; a row for each record of a person.

    For the finance file, record_id is the cid, in upper case and without blanks.
    """

    def __init__(self, folder):
        path = Path(folder, TRUTH)
        path.parent.mkdir(exist_ok=True)
        self.file = path.open("a", encoding="utf-8", newline="")
        if not self.file.tell():
            self.file.write("table_name,record_id,person_id\r\n")

    def add(self, table, record, person):
        """Writes whose a record is."""
        self.file.write(f"{table},{record},{person}\r\n")

    def close(self):
        """Closes the file."""
        self.file.close()
