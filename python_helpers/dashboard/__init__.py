"""Shows gold: one HTML page, and a dashboard on Databricks, from the same queries."""
