"""However many processes there are, together they never send faster than the permitted rate."""

import itertools
import random
from collections.abc import Mapping

import pytest

from bot.channels.telegram.budget import Budget
from bot.channels.telegram.shares import LOOK, REPLIES, SETTLED, Shares, share_of

RATE = 30.0
LEASE = 6.0


def counted(**kinds: int) -> Mapping[str, int]:
    return {"all": 0, "serve": 0, "deliver": 0, **kinds}


def test_alone_a_process_has_everything() -> None:
    for kind in ("all", "serve", "deliver"):
        assert share_of(kind, counted(**{kind: 1}), leads=False) == 1


def test_several_that_answer_share_equally_and_leave_the_rest_to_the_deliverer() -> None:
    present = counted(serve=3, deliver=2)
    assert share_of("serve", present, leads=False) == pytest.approx(REPLIES / 3)
    assert share_of("deliver", present, leads=True) == pytest.approx(1 - REPLIES)


@pytest.mark.parametrize("everything", [*itertools.product(range(4), repeat=3)])
def test_shares_never_sum_to_more_than_the_rate(everything: tuple[int, int, int]) -> None:
    alls, serves, delivers = everything
    present = counted(all=alls, serve=serves, deliver=delivers)
    for leader in [kind for kind in ("all", "deliver") if present[kind]] or ["serve"]:
        together = serves * share_of("serve", present, leads=False) if serves else 0.0
        if delivers and leader == "deliver":  # those that stand by do not send
            together += share_of("deliver", present, leads=True)
        if alls:
            together += share_of("all", present, leads=leader == "all")
            together += (alls - 1) * share_of("all", present, leads=False) if alls > 1 else 0
        assert together <= 1 + 1e-9


class World:
    """Processes that come, look, and die; time is in our hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.until: dict[str, float] = {}
        self.ready: dict[str, tuple[Shares, float]] = {}
        self.numbers = itertools.count()

    def comes(self, kind: str) -> None:
        name = f"{kind}:{next(self.numbers)}"
        world = self

        class Here:
            async def renew(self) -> Mapping[str, int]:
                return world.renewed(name)

            async def leave(self) -> None:
                del world.until[name]

        made = Shares(kind, Budget(RATE), Here(), lambda: kind == "deliver", lambda: self.now)
        others = sum(self.renewed(name).values()) > 1
        self.ready[name] = (made, self.now + (SETTLED if others else 0.0))

    def renewed(self, name: str) -> Mapping[str, int]:
        self.until[name] = self.now + LEASE
        kinds = [one.partition(":")[0] for one, until in self.until.items() if until > self.now]
        return counted(**{kind: kinds.count(kind) for kind in ("serve", "deliver") if kind in kinds})

    def looks(self, name: str) -> None:
        made, begins = self.ready[name]
        present = self.renewed(name)
        if self.now < begins:
            made.budget.rate = 0.0
        elif made.budget.rate == 0.0 or len(self.until) == 1:
            made.budget.rate = RATE * share_of(name.partition(":")[0], present, leads=True)
        else:
            made.adjust(present)

    def dies(self, name: str) -> None:
        del self.ready[name]

    @property
    def together(self) -> float:
        """The sum of what may be sent now; of several that deliver one does."""
        serving = sum(made.budget.rate for name, (made, _) in self.ready.items() if name.startswith("serve"))
        delivering = [made.budget.rate for name, (made, _) in self.ready.items() if name.startswith("deliver")]
        return serving + max(delivering, default=0.0)


@pytest.mark.parametrize("seed", range(30))
def test_while_processes_come_and_die_the_rate_is_kept(seed: int) -> None:
    dice, world = random.Random(seed), World()  # noqa: S311
    for step in range(600):
        world.now = step * LOOK
        if dice.random() < 0.03 or not world.ready:
            world.comes(dice.choice(["serve", "serve", "deliver"]))
        if len(world.ready) > 1 and dice.random() < 0.02:
            world.dies(dice.choice(sorted(world.ready)))
        for name in dice.sample(sorted(world.ready), len(world.ready)):
            world.looks(name)
        assert world.together <= RATE + 1e-9, (seed, step)
    for step in range(600, 620):
        world.now = step * LOOK
        for name in world.ready:
            world.looks(name)
    if any(name.startswith("serve") for name in world.ready) and any(name[0] == "d" for name in world.ready):
        assert world.together == pytest.approx(RATE), "in the end nothing is left over"


async def test_who_comes_second_waits_until_room_is_made() -> None:
    waited: list[float] = []
    present = [counted(serve=1, deliver=1), counted(serve=1, deliver=1)]

    class Here:
        async def renew(self) -> Mapping[str, int]:
            return present.pop(0)

        async def leave(self) -> None:
            pass

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    shares = Shares("serve", Budget(RATE), Here(), lambda: False, pause=pause)
    await shares.join()
    assert waited == [SETTLED]
    assert shares.budget.rate == pytest.approx(RATE * REPLIES)
    assert not shares.budget.paid


async def test_a_paid_rate_stays_paid_however_small_the_share() -> None:
    class Here:
        async def renew(self) -> Mapping[str, int]:
            return counted(serve=1)

        async def leave(self) -> None:
            pass

    shares = Shares("serve", Budget(1000), Here(), lambda: False)
    await shares.join()
    shares.adjust(counted(serve=50, deliver=1))
    assert shares.budget.rate == pytest.approx(6)
    assert shares.budget.paid
