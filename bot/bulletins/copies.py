"""What happens to one copy: when its reader may get it, and how it keeps in step with what staff decide meanwhile."""

from dataclasses import replace

from bot.bulletins.quiet import in_digest, next_digest, next_moment, zone_of
from bot.model.bulletin import Bulletin, BulletinState, DeliveryState, Rhythm, Task
from bot.model.delivery import Outcome, Work


def due(bulletin: Bulletin, rhythm: str, zone: str, home: str, now: int) -> int:
    """When a reader may get her copy (seconds UTC): at once, in the morning, or with her weekly digest.

    `zone` is the one that she set, "" for that of her home country. A digest that would come after the bulletin's last
    day is not waited for.
    """
    where = zone or zone_of(home)
    if rhythm == Rhythm.WEEKLY.value and not bulletin.urgent and not in_digest(now, where):
        digest = next_digest(now, where)
        if digest < bulletin.show_until:
            return digest
    return next_moment(now, where, urgent=bulletin.urgent)


def in_step(outcome: Outcome, work: Work, taken: Bulletin, now_stands: Bulletin, now: int) -> Outcome:
    """What is noted of a copy where its bulletin was corrected, withdrawn or ended while the copy was on its way.

    `taken` is the bulletin as it was when the copy left, `now_stands` as it is now.
    """
    over = now_stands.state in (BulletinState.WITHDRAWN, BulletinState.ENDED)
    if over and outcome.state is DeliveryState.WAITING:
        return replace(outcome, state=DeliveryState.SKIPPED, reason=now_stands.state.value, held="")
    if outcome.state is not DeliveryState.DELIVERED or outcome.message is None:
        return outcome
    if now_stands.state is BulletinState.WITHDRAWN and work.task != Task.WITHDRAW.value:
        return replace(outcome, task=Task.WITHDRAW.value, due=now, tries=0)
    if now_stands.state is BulletinState.RELEASED and now_stands.released_version > taken.released_version:
        return replace(outcome, task=Task.EDIT.value, due=now, tries=0)
    return outcome
