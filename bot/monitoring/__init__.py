"""Pure rules on what is counted and published: periods, the plan of tables, codes, noise, the frozen release."""
