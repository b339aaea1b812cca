"""Fair Passage: sourced answers for health workers who think of working abroad."""
