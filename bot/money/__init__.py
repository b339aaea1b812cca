"""Do the sums: formulas, and her numbers packed into a place. Pure; the formulas and their source stand in README.md."""
