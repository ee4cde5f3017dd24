"""Writes gold for Dynamics 365 Customer Insights, and checks it as Customer Insights would."""
