"""Python parts of Customer 360: what SQL can't do, and the `c360` command."""
