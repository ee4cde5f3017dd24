"""What the command says when a package isn't installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# All others are in the extra duckdb.
EXTRAS = {"adlfs": "lake", "splink": "accuracy"}


@contextmanager
def explained() -> Iterator[None]:
    """Ends the process with the extra to install, instead of an import error."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package == "python_helpers":
            raise
        extra = EXTRAS.get(package, "duckdb")
        sys.exit(f"c360 needs the package {package}. Install it: pip install 'customer-360[{extra}]'")
