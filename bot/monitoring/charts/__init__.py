"""The charts: one file each, with KIND and `chart(material) -> Chart | None`, None where there is nothing to show.

They are found by looking (bot/monitoring/charts_found.py) and drawn by bot/monitoring/drawing/, in another process.
"""
