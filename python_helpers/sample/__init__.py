"""Generates the sample: fictional people who live through sales in a Dynamics 365 of their own."""
