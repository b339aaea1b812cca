"""How a body that helps is shown: what it does, how to reach it, and what may follow."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.language.language import Language
from bot.model.content import Contact, ContactKind
from bot.model.screen import Kind, Line, Span
from bot.screens.draft import Draft


def kind_names(language: Language) -> Mapping[ContactKind, str]:
    """What each kind of body is called."""
    say = language.say
    return {
        ContactKind.EMERGENCY: say("Emergency"),
        ContactKind.UNION: say("Union"),
        ContactKind.ASSOCIATION: say("Professional association"),
        ContactKind.ADVICE: say("Advice"),
        ContactKind.LEGAL_AID: say("Legal aid"),
        ContactKind.TRAFFICKING: say("Against trafficking and forced labour"),
        ContactKind.EMBASSY: say("Embassy or labour office"),
        ContactKind.LABOUR_AUTHORITY: say("Labour authority"),
        ContactKind.RECRUITMENT_AUTHORITY: say("Recruitment authority"),
        ContactKind.WELFARE: say("Welfare office"),
        ContactKind.REGULATOR: say("Regulator of the profession"),
        ContactKind.EQUALITY: say("Against discrimination"),
        ContactKind.DATA_PROTECTION: say("Data protection"),
        ContactKind.POLICE: say("Police"),
        ContactKind.MINISTRY: say("Ministry"),
    }


def contact_blocks(draft: Draft, contact: Contact, *, brief: bool = False) -> None:
    """Add a body to a screen; `brief` leaves out the kind and the small print of a list of bodies."""
    language, say = draft.language, draft.language.say
    draft.heading(draft.called(contact))
    if not draft.holds(contact.evidence):
        return
    if not brief:
        draft.lines([(Span(kind_names(language)[contact.kind], emphasis=True),)], Kind.TEXT, tied=True)
    if first := _first(draft, contact):
        draft.lines([(Span(say("Ask first:") + " ", strong=True), Span(first))], Kind.TEXT, tied=True)
    draft.prose(contact.risk, contact.values, kind=Kind.WARNING, label=say("Risk:"), tied=True)
    draft.prose(contact.text, contact.values, tied=True)
    draft.prose(contact.conditions, contact.values, label=say("Condition:"), tied=True)
    draft.prose(contact.not_covered, contact.values, label=say("Not covered:"), tied=True)
    draft.lines(_reach(contact, language), tied=True)
    draft.prose(contact.hours, contact.values, label=say("Hours:"), tied=True)
    draft.evidence(contact.evidence, urgent=contact.kind is ContactKind.EMERGENCY)


def _first(draft: Draft, contact: Contact) -> str:
    known = draft.ask.library.contact_by_id
    return draft.language.all_of(draft.called(known[one]) for one in contact.first if one in known)


def _reach(contact: Contact, language: Language) -> list[Line]:
    """Numbers to dial and addresses to open, one a line."""
    say = language.say
    lines: list[Line] = [
        (Span("📞 "), Span(language.as_is(phone), link="tel:" + "".join(c for c in phone if c.isdigit() or c == "+")))
        for phone in contact.phones
    ]
    lines += [(Span("✉️ "), Span(language.as_is(email), link=f"mailto:{email}")) for email in contact.emails]
    if contact.url:
        lines.append(
            (Span("🌐 "), Span(language.as_is(urlsplit(contact.url).netloc.removeprefix("www.")), link=contact.url))
        )
    if contact.address:
        lines.append((Span("📍 "), Span(language.as_is(contact.address))))
    if contact.from_abroad:
        lines.append((Span(say("Can be reached from abroad.")),))
    return lines
