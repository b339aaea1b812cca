"""What is wrong with a file, told to the person who wrote it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault with the file and line where it can be mended."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class FaultyContent(Exception):
    """The content has faults; the library is not built from it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults in the content, the first: {faults[0]}")
        self.faults = faults


def shown(path: Path) -> str:
    """A path as an author would name it: relative to where the command runs, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
