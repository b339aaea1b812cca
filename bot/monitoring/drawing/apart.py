"""Names beside a drawing, moved so that none lies on another and all stay inside."""

from collections.abc import Sequence


def apart(places: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Places from above (0) to below (1), each with room around it: pushed down where they are too close, then up."""
    found: list[float] = []
    end = 0.0
    for place, room in zip(places, rooms, strict=True):
        found.append(max(place, end + room / 2))
        end = found[-1] + room / 2
    end = 1.0
    for number in reversed(range(len(found))):
        found[number] = min(found[number], end - rooms[number] / 2)
        end = found[number] - rooms[number] / 2
    return found
