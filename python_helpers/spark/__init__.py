"""The export as a data source of Spark: ``spark.read.format("synapse_link")``."""
