"""The process that draws: reads charts from its standard input, writes pictures to its standard output.

A message is its length in four bytes (big-endian) and its content. A request is a form, a line break and a chart as
JSON; an answer is the picture, empty where drawing failed. It ends when its input does.
"""

import sys
from typing import BinaryIO

from bot.monitoring.chart import chart_of

LENGTH = 4


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Draw what comes until nothing comes any more."""
    from bot.monitoring.drawing.picture import picture

    while len(head := source.read(LENGTH)) == LENGTH:
        form, _, text = source.read(int.from_bytes(head, "big")).decode().partition("\n")
        try:
            made = picture(chart_of(text), form)
        except Exception as error:
            print(f"{type(error).__name__} in a drawing", file=sys.stderr)
            made = b""
        target.write(len(made).to_bytes(LENGTH, "big") + made)
        target.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
