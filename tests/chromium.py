"""Where the browser is, how it is started for pages on loopback, and how patient an expectation is."""

from playwright.sync_api import expect

LIMIT = 30_000
"""Milliseconds for anything to happen: machines are shared. What is expected of a page has five seconds otherwise."""
expect.set_options(timeout=LIMIT)

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=30_000)
"""Milliseconds: playwright's own five seconds are short where two processors are shared with everything else."""
