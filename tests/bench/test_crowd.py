"""Each visitor of the crowd taps once at a time, in this walk and in the next."""

from tests.bench.asking import Asking
from tests.bench.crowd import Crowd, Screen, Visitor, Wanted

AN_HOUR = 1 / 3600


class Answering(Asking):
    """A webhook without a network, which answers as soon as it is asked, with the change in its response."""

    def ask(self, _: bytes) -> None:
        self._answered(200, b"", b'{"method":"editMessageText","text":"as before"}')


async def test_who_pauses_at_the_end_of_a_walk_does_not_tap_besides_in_the_next() -> None:
    crowd = Crowd(Wanted(control="", root="menu", visitors=1))
    crowd.head = b"%d"
    crowd.known["menu"] = Screen(b"", ["menu"], b'"text":"as before"}')
    only = crowd.visitors[1] = Visitor(crowd, 1)
    only.asking = Answering(only.answered)
    assert (await crowd.walk(0.0, AN_HOUR)).taps == 1
    pausing = only.pausing
    assert pausing is not None
    assert pausing.cancelled()
    assert (await crowd.walk(0.0, AN_HOUR)).taps == 1
    assert only.pausing is not pausing
