"""Drawing charts with matplotlib: `picture(chart, form)` makes SVG or PNG from one figure.

It loads much and takes seconds, so it is only ever run in the process that bot/actions/picture.py keeps for it.
Text is shaped and set in both directions by matplotlib itself (3.11 and later, with libraqm).
"""
