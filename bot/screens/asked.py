"""The check of one offer: which questions are asked in her corridor, what she answered, and where each step leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.language.language import Language
from bot.model.content import Fact, FlagGroup, RedFlag, Ruling
from bot.model.evidence import Standing
from bot.model.place import Place
from bot.screens.answered import Answered, nothing_answered
from bot.screens.ask import Ask
from bot.screens.ends import corridor
from bot.screens.warnings import matching
from bot.screens.weighing import Answer, Weighed, is_risky, weighed

OFFER = "offer"
RESULT, NEXT, SUMS, TELL = "result", "ask", "sums", "tell"
HOME, THERE = "home", "there"
LAW = "law"
LICENSING = "licensing"
"""The topic of the facts on licences of agencies."""


@dataclass(frozen=True)
class Offer:
    """One visitor's answers at one place."""

    ask: Ask
    answered: Answered

    @cached_property
    def flags(self) -> tuple[RedFlag, ...]:
        """The questions that are asked for her destination, by group, the gravest of each group first."""
        groups = list(FlagGroup)
        today, outside = self.ask.today, (Standing.ENDED, Standing.NOT_YET)
        fitting = [one for one in matching(self.ask) if one.evidence.standing(today) not in outside]
        return tuple(sorted(fitting, key=lambda one: groups.index(one.group)))

    def of(self, group: FlagGroup) -> list[RedFlag]:
        """The questions of one group."""
        return [one for one in self.flags if one.group is group]

    def answer(self, flag: RedFlag) -> Answer:
        """What she said; an exception that the law of her corridor does not make is a plain yes."""
        given = self.answered[flag.id]
        return Answer.YES if given is Answer.WITHIN and not self.may_be_lawful(flag) else given

    @cached_property
    def weighed(self) -> Weighed:
        """What her answers weigh, the gravest first."""
        pairs = [(one, self.answer(one)) for one in self.flags]
        return weighed(sorted(pairs, key=lambda pair: (not pair[0].stop, -pair[0].weight)))

    @property
    def known(self) -> int:
        """How many questions that are asked here have an answer."""
        return sum(self.answer(one) is not Answer.OPEN for one in self.flags)

    @property
    def told(self) -> bool:
        """Whether the place holds any answer of hers, be it to a question that is asked in another corridor alone."""
        return any(answer is not Answer.OPEN for answer in self.answered.answers)

    def rulings(self, ruling: Ruling | None) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of her destination and of her home that settle a question and are in force today, by country."""
        place, library, today = self.ask.place, self.ask.library, self.ask.today
        if ruling is None:
            return {}
        ends = {
            code: library.settled(code, ruling, today, **corridor(place)) for code in (place.destination, place.home)
        }
        return {code: facts for code, facts in ends.items() if facts}

    def may_be_lawful(self, flag: RedFlag) -> bool:
        """Whether the law at home or there allows the risky answer within a limit, and neither bans it."""
        if flag.allowed is None or not self.ask.place.home:
            return False
        return bool(self.rulings(flag.allowed)) and not self.rulings(flag.forbidden)

    # Places

    def at(self, *items: str) -> Place:
        """A page of this check with the answers as they are."""
        return self.ask.place.to(OFFER, self.answered.item, *items)

    def question(self, flag: RedFlag, *items: str) -> Place:
        """The page of one question."""
        return self.at(str(self.answered.number(flag.id)), *items)

    def after(self, flag: RedFlag, answer: Answer) -> Place:
        """Where an answer leads: on to the next open question; to the result after a reason to stop, or at the end."""
        changed = Offer(self.ask, self.answered.but(flag.id, answer))
        if flag.stop and is_risky(flag, answer):
            return changed.at(RESULT)
        following = changed.next_open(self.flags.index(flag) + 1)
        return changed.question(following) if following else changed.at(RESULT)

    def next_open(self, start: int = 0) -> RedFlag | None:
        """The next question without an answer."""
        return next((one for one in self.flags[start:] if self.answer(one) is Answer.OPEN), None)


def new_offer(ask: Ask) -> Offer:
    """A check in which nothing is answered yet."""
    return Offer(ask, nothing_answered(tuple(ask.library.red_flags.values())))


def answer_names(language: Language) -> Mapping[Answer, str]:
    """What each answer is called."""
    say = language.say
    return {
        Answer.YES: say("Yes"),
        Answer.NO: say("No"),
        Answer.OPEN: say("I do not know"),
        Answer.NOT_MINE: say("Does not apply to me"),
        Answer.WITHIN: say("Yes, within the limit of the law and with a receipt"),
    }


def of_topics(ask: Ask, country: str, topics: Sequence[str]) -> tuple[Fact, ...]:
    """A country's facts on topics for her corridor and occupation."""
    return ask.library.facts(country, topics, **corridor(ask.place))
