"""Reads what Synapse Link exports: the model, the layouts, Delta tables, lakes, the finance file."""
