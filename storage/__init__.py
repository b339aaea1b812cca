"""What is kept: tables, queries and migrations. Imports nothing of ours but bot.model."""
