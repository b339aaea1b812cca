"""The ground of the house: frozen values without behaviour that needs a clock, a disk or a network."""
