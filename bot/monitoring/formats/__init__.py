"""The formats of an export: one file each, with NAME, SUFFIX, MEDIA and `write(publication) -> bytes`.

They are found by looking (bot/monitoring/formats_found.py). Bytes depend on the publication alone: no clock goes in.
"""
