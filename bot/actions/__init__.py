"""What happens because of a turn: one verb a file, one transaction each."""
