"""What is wrong with content that can be read: the rules that no type can hold.

`faults` stop the start and fail `fairpassage check`; `notices` are counted and do not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.library.faults import Fault, shown
from bot.library.library import Library
from bot.library.load import Entry, entries
from bot.library.reading import too_hard
from bot.model.content import AUTHORITIES, ContactKind, Fact, Input, Standard
from bot.model.evidence import Checked, Evidence, Standing
from bot.model.message import Message
from bot.model.value import Countries, Money, Value

NEEDED = ("about", "privacy")
"""Pages of words that screens show by name."""

LONGEST_TEXT = 420
"""Characters of one paragraph of English: about 60 words, four lines of a phone."""

MOST_STEPS, MOST_FLAGS = 95, 40
"""How many steps and warning signs a button has room for (bot/screens/ticks.py, bot/screens/answered.py)."""

Wrong = tuple[str, str]
"""The key of an entry and what is wrong with it."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z_]*")
_FIGURE = re.compile(r"(?<![A-Za-z0-9-])\d[\d.,]*\d(?![A-Za-z0-9])|\d+ ?%|[$€£]\s?\d")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}\.?(:\d+)?([/?#]\S*)?")
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\S+|\]\(|<[a-z/]")


def check_library(library: Library, folders: Sequence[Path]) -> list[Fault]:
    """Every fault of a library that was read, with file and line."""
    rules = (_texts, _references, _contacts, _addresses, _ends, _dates, _steps, _sums, _comparison)
    return located((wrong for rule in rules for wrong in rule(library)), folders)


def located(wrong: Iterable[Wrong], folders: Sequence[Path]) -> list[Fault]:
    """What is wrong with entries, with the file and line of each; files are read again only where something is."""
    found = set(wrong)
    where = {entry.context: entry for folder in folders for entry in entries(folder, [])} if found else {}
    return sorted({_fault(where, key, text) for key, text in found})


def check_reading(library: Library, folders: Sequence[Path]) -> list[Fault]:
    """English that is harder to read than the goal, by statement and by page; it takes a second, so no start asks."""
    wrong: list[Wrong] = []
    pages: dict[str, tuple[str, list[str]]] = {}
    for key, entry in all_entries(library):
        texts = [message.text for message in messages_of(entry)]
        if hard := too_hard(texts, "en"):
            wrong.append((key, f"{hard}."))
        if "sections" in getattr(entry, "__dataclass_fields__", ()) or key.startswith("countries/"):
            pages.setdefault(key.split("#")[0], (key, []))[1].extend(texts)
    for key, texts in pages.values():
        if hard := too_hard(texts, "en", page=True):
            wrong.append((key, f"{hard}, on the whole page."))
    return located(wrong, folders)


def check_whole(library: Library, folders: Sequence[Path]) -> list[Fault]:
    """The faults of a library that is to be served: those of its entries, and pages that screens would miss."""
    file = shown(folders[0] / "pages") if folders else "content/pages"
    gone = [
        Fault(file, 1, f"The page {name}.md is missing; a screen needs it.")
        for name in NEEDED
        if name not in library.pages
    ]
    return sorted([*check_library(library, folders), *gone])


def notices(library: Library, today: date) -> Mapping[str, int]:
    """What editors should look at, counted: overdue reviews, unchecked statements, incomplete lists."""
    counts = {"statements": 0, "review overdue": 0, "ended": 0, "not checked": 0, "list not complete": 0}
    for evidence in all_evidence(library):
        counts["statements"] += 1
        standing = evidence.standing(today)
        counts["review overdue"] += standing is Standing.REVIEW_DUE
        counts["ended"] += standing is Standing.ENDED
        counts["not checked"] += evidence.checked is Checked.GENERAL_KNOWLEDGE
        counts["list not complete"] += not evidence.complete
    return counts


def all_evidence(library: Library) -> Iterator[Evidence]:
    """What stands behind every statement of the library."""
    for _, entry in all_entries(library):
        if (evidence := getattr(entry, "evidence", None)) is not None:
            yield evidence


def all_entries(library: Library) -> Iterator[tuple[str, object]]:
    """Every entry of the library with the key under which its file and line are known."""
    for country in library.countries.values():
        for fact in country.facts:
            yield f"countries/{country.code}/facts#{fact.id}", fact
        for contact in country.contacts:
            yield f"countries/{country.code}/help#{contact.id}", contact
    shelves = ("kit", "rights", "pages", "programmes", "agreements", "codes", "instruments", "practices")
    for shelf in shelves:
        for key, entry in getattr(library, shelf).items():
            yield f"{shelf}/{key}", entry
    for key, entry in library.terms.items():
        yield f"glossary#{key}", entry
    for shelf in ("occupations", "figures", "red_flags", "steps", "sums", "rates", "price_levels", "comparison"):
        for key, entry in getattr(library, shelf).items():
            yield f"{shelf}#{key}", entry


def _fault(where: Mapping[str, Entry], key: str, text: str) -> Fault:
    entry = where.get(key)
    return (
        entry.sheet.fault(entry.at, f"{key}: {text}") if entry else Fault(shown(Path("content")), 1, f"{key}: {text}")
    )


def all_messages(library: Library) -> Iterator[Message]:
    """Every paragraph of the library."""
    for _, entry in all_entries(library):
        yield from messages_of(entry)


def messages_of(value: object) -> Iterator[Message]:
    """Every paragraph in a value of the model."""
    if isinstance(value, Message):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from messages_of(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from messages_of(getattr(value, name))


def _texts(library: Library) -> Iterator[Wrong]:
    for key, entry in all_entries(library):
        values: Mapping[str, Value] = getattr(entry, "values", {})
        used: set[str] = set()
        for message in messages_of(entry):
            names = _PLACEHOLDER.findall(message.text)
            used.update(names)
            plain = _PLACEHOLDER.sub("", message.text)
            for name in names:
                if not _NAME.fullmatch(name):
                    yield key, f"{{{name}}} is not a placeholder; use lower-case letters and '_'."
                elif name not in values:
                    yield key, f"{{{name}}} has no value under 'values'."
            if "{" in plain or "}" in plain:
                yield key, "a brace stands alone; placeholders look like {this}."
            if found := _FIGURE.search(plain):
                yield key, f"the figure {found.group().strip()!r} stands in a text; make it a value."
            if found := _ADDRESS.search(plain):
                yield key, f"an address, link or tag ({found.group()!r}) stands in a text."
            if len(message.text) > LONGEST_TEXT:
                yield key, f"a paragraph has {len(message.text)} characters; at most {LONGEST_TEXT}."
            if message.text.count("**") % 2:
                yield key, "'**' is opened and not closed."
        for name in sorted(set(values) - used):
            yield key, f"the value {name!r} is used nowhere; use it or take it out."
        for name, value in values.items():
            if isinstance(value, Money) and not re.fullmatch(r"[A-Z]{3}", value.currency):
                yield key, f"{name!r}: {value.currency!r} is not a currency code."
            if isinstance(value, Countries) and not all(re.fullmatch(r"[A-Z]{2}", code) for code in value.countries):
                yield key, f"{name!r}: countries are two capital letters."


def _references(library: Library) -> Iterator[Wrong]:
    """Names that point at something else point at something that exists; pages beside ours name a source."""
    for name, page in library.pages.items():
        if name not in NEEDED and page.evidence is None:
            yield f"pages/{name}", "this page states something without a source."
    known_occupations = set(library.occupations)
    topics = {topic for page in library.kit.values() for topic in (*page.home_topics, *page.destination_topics)}
    for key, entry in all_entries(library):
        for one in (*getattr(entry, "occupations", ()), *getattr(entry, "ruling_except", ())):
            if one not in known_occupations:
                yield key, f"the occupation {one!r} does not exist."
        for one in getattr(entry, "rights", ()):
            if one not in library.rights:
                yield key, f"the rights topic {one!r} does not exist."
        for one in getattr(entry, "first", ()):
            if one not in library.contact_by_id:
                yield key, f"'first' names {one!r}, which is no contact."
        for one in getattr(entry, "see_also", ()):
            if one not in library.terms:
                yield key, f"'see_also' names {one!r}, which is no term."
        if (topic := getattr(entry, "topic", None)) is not None and topics and topic not in topics:
            yield key, f"no page of the kit shows the topic {topic!r}; nothing leads to it."
        for one in getattr(entry, "topics", ()):
            if one not in topics:
                yield key, f"no page of the kit shows the topic {one!r}, so there are no facts on it."
        for standard in getattr(entry, "standards", ()):
            yield from _standard(library, key, standard)


def _standard(library: Library, key: str, standard: Standard) -> Iterator[Wrong]:
    if bool(standard.instrument) == bool(standard.name):
        yield key, "a standard has either an 'instrument' of the library or a 'name'."
    elif standard.instrument and standard.instrument not in {*library.instruments, *library.codes}:
        yield key, f"the instrument {standard.instrument!r} does not exist."


def _sums(library: Library) -> Iterator[Wrong]:
    """Inputs of the sums take their numbers from amounts of facts; rates and price levels are of something."""
    for name, one in library.sums.items():
        if one.kit and one.kit not in library.kit:
            yield f"sums#{name}", f"the kit has no page {one.kit!r}."
        yield from ((f"sums#{name}", text) for text in _prefills(library, one))
    for name, rate in library.rates.items():
        if not re.fullmatch(r"[A-Z]{3}", name) or rate.per_euro <= 0:
            yield f"rates#{name}", "a rate has a currency code as its id and is above zero."
    for name, level in library.price_levels.items():
        if name not in library.countries or level.per_dollar <= 0:
            yield f"price_levels#{name}", "a price level has a country of ours as its id and is above zero."


def _prefills(library: Library, one: Input) -> Iterator[str]:
    """What is wrong with where an input takes its number from."""
    for prefill in one.prefills:
        if prefill.fact not in library.fact_by_id:
            yield f"'prefills' names {prefill.fact!r}, which is no fact."
            continue
        values = library.fact_by_id[prefill.fact][1].values
        for name in (*prefill.low, *prefill.high):
            if not isinstance(values.get(name), Money):
                yield f"the fact {prefill.fact!r} has no amount {name!r}."
        if prefill.high and not prefill.low:
            yield f"the prefill from {prefill.fact!r} has 'high' without 'low'."


def _comparison(library: Library) -> Iterator[Wrong]:
    """Lines of the comparison name topics, facts and kit pages that exist."""
    topics = {fact.topic for country in library.countries.values() for fact in country.facts}
    for name, line in library.comparison.items():
        key = f"comparison#{name}"
        if line.kit and line.kit not in library.kit:
            yield key, f"the kit has no page {line.kit!r}."
        for one in line.topics:
            if one not in topics:
                yield key, f"no fact has the topic {one!r}."
        for one in line.facts:
            if one not in library.fact_by_id:
                yield key, f"'facts' names {one!r}, which is no fact."


def _contacts(library: Library) -> Iterator[Wrong]:
    """Help comes with its risk, and with numbers that can be dialled and that somebody saw."""
    for country in library.countries.values():
        for contact in country.contacts:
            key = f"countries/{country.code}/help#{contact.id}"
            if contact.kind in AUTHORITIES:
                if contact.risk is None:
                    yield key, "an authority needs its 'risk': what may be passed on, what may follow."
                if not contact.first:
                    yield key, "an authority needs 'first': whom to ask before it."
            unseen = contact.evidence.checked is Checked.GENERAL_KNOWLEDGE
            if contact.phones and unseen and contact.kind is not ContactKind.EMERGENCY:
                yield key, "a phone number that nobody saw in a text is not shown; take it out."
            for phone in contact.phones:
                if not dialable(phone, country.code):
                    yield key, f"{phone!r} is not a phone number of {country.code}."
            for email in contact.emails:
                if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", email):
                    yield key, f"{email!r} is not an e-mail address."


def _addresses(library: Library) -> Iterator[Wrong]:
    """Every address is one of the web, so that no link does anything else."""
    for key, entry in all_entries(library):
        evidence: Evidence | None = getattr(entry, "evidence", None)
        urls = [getattr(entry, "url", "")]
        if evidence is not None:
            urls += [source.url for source in evidence.sources]
            urls.append(evidence.verify.url if evidence.verify else "")
        for url in urls:
            if url and not _URL.fullmatch(url):
                yield key, f"{url!r} is not a web address."


def _ends(library: Library) -> Iterator[Wrong]:
    """What ends says whom to ask afterwards; a contact's id is one body's alone."""
    for key, entry in all_entries(library):
        evidence: Evidence | None = getattr(entry, "evidence", None)
        if evidence is None or not evidence.valid_until or evidence.verify:
            continue
        if not any(source.show and source.url for source in evidence.sources):
            yield key, "a statement that ends needs 'verify': whom to ask after its last day."
    owners: dict[str, str] = {}
    for country in library.countries.values():
        for contact in country.contacts:
            if owners.setdefault(contact.id, country.code) != country.code:
                key = f"countries/{country.code}/help#{contact.id}"
                yield key, f"the id {contact.id!r} is also a contact of {owners[contact.id]}; choose another."


def _dates(library: Library) -> Iterator[Wrong]:
    """Dates of force run forwards; a fact that takes the place of another leaves no day with both or with none."""
    for key, entry in all_entries(library):
        evidence: Evidence | None = getattr(entry, "evidence", None)
        if evidence and evidence.valid_from and evidence.valid_until and evidence.valid_from > evidence.valid_until:
            yield key, f"it ends on {evidence.valid_until}, before it begins on {evidence.valid_from}."
    for country in library.countries.values():
        known = {fact.id: fact for fact in country.facts}
        for fact in country.facts:
            if fact.replaces:
                key = f"countries/{country.code}/facts#{fact.id}"
                yield from ((key, text) for text in _succession(known.get(fact.replaces), fact))


def _succession(old: Fact | None, new: Fact) -> Iterator[str]:
    """What is wrong between a fact and the one that it replaces."""
    if old is None:
        yield f"'replaces' names {new.replaces!r}, which is no fact of this country."
        return
    last, first = old.evidence.valid_until, new.evidence.valid_from
    if last is None or first is None:
        yield f"it replaces {old.id!r}: that one needs 'valid_until' and this one 'valid_from'."
    elif first <= last:
        yield f"it begins on {first}, but {old.id!r}, which it replaces, ends on {last}: their dates overlap."
    elif first > last + timedelta(days=1):
        yield f"it begins on {first}, but {old.id!r}, which it replaces, ends on {last}: a hole lies between them."


def _steps(library: Library) -> Iterator[Wrong]:
    """The numbers of the steps are the places of the ticks: each step has its own, and all fit a button."""
    owners: dict[int, str] = {}
    for key, step in library.steps.items():
        if not 1 <= step.number <= MOST_STEPS:
            yield f"steps#{key}", f"its number is {step.number}; numbers run from 1 to {MOST_STEPS}."
        elif (owner := owners.setdefault(step.number, key)) != key:
            yield f"steps#{key}", f"the number {step.number} is that of {owner!r}; choose one that nobody has."
    if len(library.red_flags) > MOST_FLAGS:
        last = list(library.red_flags)[-1]
        yield (
            f"red_flags#{last}",
            f"there are {len(library.red_flags)} warning signs; a button has room for {MOST_FLAGS}.",
        )


def dialable(phone: str, country: str) -> bool:
    """Whether a number is a possible phone number in a country, or a short code such as 112."""
    if not re.fullmatch(r"\+?[\d ()/-]+", phone):
        return False
    digits = re.sub(r"\D", "", phone)
    if 3 <= len(digits) <= 6 and not phone.startswith("+"):
        return True
    import phonenumbers  # here, as a start with a library that was checked before needs none of its 80 modules

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(phone, country))
    except phonenumbers.NumberParseException:
        return False
