"""Do the sums: formulas, and her numbers packed into a place. Pure; README.md has the formulas and their source."""
