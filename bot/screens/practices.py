"""What others did: practices of unions, employers and ministries, filtered by who acted and what it is about."""

from collections.abc import Mapping

from bot.language.language import Language
from bot.model.content import Actor, Field, Practice
from bot.model.screen import Choice, Turn
from bot.screens.ask import Ask
from bot.screens.draft import Draft
from bot.screens.missing import missing

PAGE = "practices"
ANY = "any"
ACTORS, FIELDS = "actors", "fields"
"""Pages on which a filter is changed; each carries the other filter as its second item."""


def screen(ask: Ask) -> Turn:
    """`practices/union/education` lists, `practices/actors/education` and `practices/fields/union` change a filter."""
    match ask.place.items:
        case ():
            return _list(ask, ANY, ANY)
        case ("actors", kept) if kept == ANY or kept in set(Field):
            return _actors(ask, kept)
        case ("fields", kept) if kept == ANY or kept in set(Actor):
            return _fields(ask, kept)
        case (actor, about) if (actor == ANY or actor in set(Actor)) and (about == ANY or about in set(Field)):
            return _list(ask, actor, about)
        case _:
            return missing(ask)


def actor_names(language: Language) -> Mapping[Actor, str]:
    """What each kind of actor is called."""
    say = language.say
    return {
        Actor.UNION: say("Trade unions"),
        Actor.EMPLOYER: say("Employers"),
        Actor.MINISTRY: say("Ministries"),
        Actor.INTERNATIONAL: say("International organisations"),
    }


def field_names(language: Language) -> Mapping[Field, str]:
    """What each field is called."""
    say = language.say
    return {
        Field.CONDITIONS: say("Staying and working conditions"),
        Field.EDUCATION: say("Education and investment"),
        Field.RECOGNITION: say("Recognition of qualifications"),
        Field.GENDER: say("Equality of women and men"),
        Field.RECRUITMENT: say("Ethical recruitment"),
        Field.RETURN: say("Return, for a time or from afar"),
        Field.REMITTANCES: say("Money sent home"),
        Field.COSTS: say("Sharing the costs"),
        Field.AGREEMENTS: say("Codes and agreements, and their review"),
    }


_ICONS = {
    Field.CONDITIONS: "🏥",
    Field.EDUCATION: "🎓",
    Field.RECOGNITION: "📜",
    Field.GENDER: "🟰",
    Field.RECRUITMENT: "🧭",
    Field.RETURN: "🔄",
    Field.REMITTANCES: "💸",
    Field.COSTS: "⚖️",
    Field.AGREEMENTS: "🤝",
}


def matching(ask: Ask, actor: str, about: str) -> list[Practice]:
    """The practices of an actor in a field, the newest first and the seminar's cases last."""
    fitting = [
        one
        for one in ask.library.practices.values()
        if (actor == ANY or actor in one.actors) and (about == ANY or about in one.fields)
    ]
    return sorted(fitting, key=lambda one: (one.history, -(one.year or 0), one.id))


def _list(ask: Ask, actor: str, about: str) -> Turn:
    say, language = ask.language.say, ask.language
    draft = Draft(ask, say("What others did"), icon="💡", back=ask.place.to("menu"))
    draft.say(say("For unions, employers and ministries: what was tried, what came of it, and what it needs."))
    draft.say(say("A practice shown here is an example, not advice. Results elsewhere may differ."))
    who = say("all") if actor == ANY else actor_names(language)[Actor(actor)]
    what = say("everything") if about == ANY else field_names(language)[Field(about)]
    draft.row(draft.choice(say("Who: {which}", which=who), PAGE, ACTORS, about, icon="🔽"))
    draft.row(draft.choice(say("About: {which}", which=what), PAGE, FIELDS, actor, icon="🔽"))
    found = matching(ask, actor, about)
    draft.say(language.say_count("{number} practice fits.", "{number} practices fit.", len(found)))
    draft.rows([choice_of(draft, one) for one in found])
    draft.row(draft.choice(say("Figures"), "figures", icon="📊"))
    return draft.turn()


def choice_of(draft: Draft, one: Practice) -> Choice:
    """A practice to tap, said to be history where it is."""
    label = draft.words(one.title, one.values)
    if one.history:
        label = f"{label} · {draft.language.say('history')}"
    return draft.choice(label, "practice", one.id, icon=_ICONS[one.fields[0]])


def _actors(ask: Ask, about: str) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("Who acted?"), icon="💡", back=ask.place.to(PAGE, ANY, about))
    draft.say(say("Show only what fits:"))
    draft.rows([draft.choice(name, PAGE, one.value, about) for one, name in actor_names(ask.language).items()])
    draft.row(draft.choice(say("All"), PAGE, ANY, about, icon="✳️"))
    return draft.turn()


def _fields(ask: Ask, actor: str) -> Turn:
    say = ask.language.say
    draft = Draft(ask, say("What is it about?"), icon="💡", back=ask.place.to(PAGE, actor, ANY))
    draft.say(say("Show only what fits:"))
    draft.rows(
        [
            draft.choice(name, PAGE, actor, one.value, icon=_ICONS[one])
            for one, name in field_names(ask.language).items()
            if matching(ask, actor, one.value)
        ]
    )
    draft.row(draft.choice(say("Everything"), PAGE, actor, ANY, icon="✳️"))
    return draft.turn()
