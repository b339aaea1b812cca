"""The tables, one file for each room of the house that they serve."""
