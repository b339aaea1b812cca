"""Pure rules on what is counted and published: no clock, no dice, no database, no network."""
