"""Rules on bulletins without I/O: no clock, no dice, no database, no network."""
