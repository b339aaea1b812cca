"""Bots to compare with: what a competent person would write in an afternoon, and the limit of the web server."""
