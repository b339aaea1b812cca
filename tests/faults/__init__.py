"""What servers go through, each with the program as a process of its own; afterwards everything is as it was."""
