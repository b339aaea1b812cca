"""What goes in and comes out of the API: typed once, used by the handlers and told in the OpenAPI description."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bot.bulletins import told
from bot.bulletins.coverage import Coverage, is_current, shown
from bot.bulletins.draft import TITLE
from bot.model.bulletin import (
    Audience,
    Books,
    Bulletin,
    BulletinState,
    DeliveryState,
    DraftInput,
    Known,
    Missing,
    Sought,
    Wording,
)
from bot.model.staff import Member, Organisation, Refused, StaffRole

MOST = 2**53 - 1
"""The largest whole number that every program can read in JSON (RFC 8259, section 6)."""
LONGEST_TEXT = 10_000
"""Characters of a text with its marks; what counts is its length after parsing, which is looked at later."""

Tongue = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Occupation = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Number = Annotated[int, Field(ge=1, le=MOST)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
Many = Field(default=(), max_length=400)


class Shape(BaseModel):
    """A JSON object of which every name is known and every type exact."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AudienceShape(Shape):
    """Who should get a bulletin; an empty list means all."""

    languages: tuple[Tongue, ...] = Many
    homes: tuple[Country, ...] = Many
    destinations: tuple[Country, ...] = Many
    occupations: tuple[Occupation, ...] = Many
    topics: tuple[Topic, ...] = Many

    def value(self) -> Audience:
        """As the actions take it."""
        return Audience(**self.model_dump())


class DraftShape(Shape):
    """What a bulletin says, to whom, and until when. It takes the place of everything that stood there before."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=TITLE)] = Field(
        description="For staff and for the list on the pages; one line."
    )
    texts: dict[Tongue, Words] = Field(
        min_length=1,
        max_length=50,
        description="Language to text: **bold**, *italics*, [label](https://...), lists; https links only.",
    )
    main: Tongue | None = Field(
        default=None, description="The language of the main wording; needed where there are several."
    )
    audience: AudienceShape = AudienceShape()
    show_until: AwareDatetime = Field(description="It stands on the pages and may be delivered until then.")
    missing: dict[Tongue, Missing] = Field(
        default={},
        max_length=50,
        description="For readers of a language without a current text: hold (until it comes), other, skip.",
    )
    urgent: bool = Field(default=False, description="Delivered at night too.")
    resend_unknown: bool = Field(default=False, description="Send again where nobody knows whether a copy arrived.")
    send_at: AwareDatetime | None = Field(default=None, description="When to send; at the release where it is null.")
    zone: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        default="UTC", description="The time zone of its dates, for example Africa/Nairobi."
    )
    attachment: Number | None = None

    def value(self) -> DraftInput:
        """As the actions take it, the main wording first; raises Refused where it is not said which one that is."""
        if self.main is None and len(self.texts) > 1:
            raise Refused("main", "Say which of the languages is that of the main wording.")
        if self.main is not None and self.main not in self.texts:
            raise Refused("main", "There is no text in the language of the main wording.")
        first = self.main or next(iter(self.texts))
        return DraftInput(
            title=self.title,
            texts={first: self.texts[first], **self.texts},
            audience=self.audience.value(),
            show_until=int(self.show_until.timestamp()),
            missing=self.missing,
            urgent=self.urgent,
            resend_unknown=self.resend_unknown,
            send_at=None if self.send_at is None else int(self.send_at.timestamp()),
            zone=self.zone,
            attachment=self.attachment,
        )


class ReleaseShape(Shape):
    """Which version is let go: the one that you have looked at."""

    version: Number
    send_at: AwareDatetime | None = Field(
        default=None, description="When to send, in place of the bulletin's own time; a correction takes none."
    )

    @property
    def moment(self) -> int | None:
        """The time in seconds UTC."""
        return None if self.send_at is None else int(self.send_at.timestamp())


def _digits(value: object) -> object:
    """A whole number in a query, as digits and nothing else."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 17 else value


class PageQuery(Shape):
    """Which part of a list, and which of its bulletins."""

    limit: Annotated[int, BeforeValidator(_digits), Field(ge=1, le=100)] = 20
    cursor: Annotated[int, BeforeValidator(_digits), Field(ge=1, le=MOST)] | None = Field(
        default=None, description="`next` of the page before."
    )
    state: Annotated[BulletinState, BeforeValidator(lambda value: BulletinState(value))] | None = None
    language: Tongue | None = Field(default=None, description="Of one of its texts.")
    topic: Topic | None = None
    urgent: Literal["yes", "no"] | None = None
    words: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None, description="Words of its title or texts, or its code."
    )

    @property
    def sought(self) -> Sought:
        """As the actions take it."""
        return Sought(
            states=() if self.state is None else (self.state,),
            language=self.language or "",
            topic=self.topic or "",
            urgent=None if self.urgent is None else self.urgent == "yes",
            words=self.words or "",
        )


class FileQuery(Shape):
    """What a file is called."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]


class TextShape(Shape):
    """One language's text; `of` is the version whose main wording it was made from."""

    text: str
    of: int
    current: bool = Field(description="Whether it was made from the newest main wording.")


class BulletinShape(Shape):
    """A bulletin with its newest texts."""

    id: int
    code: str
    title: str
    state: BulletinState
    version: int
    author: int = Field(description="Who wrote this version (a number of staff). Somebody else has to release it.")
    approved_by: int | None
    released_version: int = Field(description="The version in the chats and on the pages; 0 before the release.")
    released: AwareDatetime | None
    correction_waits: bool = Field(description="Whether a newer version waits for a second person.")
    stopped: bool
    main: str
    texts: dict[str, TextShape]
    audience: AudienceShape
    missing: dict[str, Missing]
    urgent: bool
    resend_unknown: bool
    show_until: AwareDatetime
    send_at: AwareDatetime | None
    zone: str
    attachment: int | None

    @classmethod
    def of(cls, one: Bulletin) -> "BulletinShape":
        """A bulletin as it is shown."""
        return cls(
            id=one.id,
            code=one.code,
            title=one.title,
            state=one.state,
            version=one.version,
            author=one.author,
            approved_by=one.approved_by,
            released_version=one.released_version,
            released=_moment(one.released),
            correction_waits=0 < one.released_version < one.version,
            stopped=one.stopped,
            main=one.main,
            texts={
                code: TextShape(text=text.text, of=text.of, current=is_current(one, code))
                for code, text in one.texts.items()
            },
            audience=_audience(one.audience),
            missing=dict(one.missing),
            urgent=one.urgent,
            resend_unknown=one.resend_unknown,
            show_until=moment(one.show_until),
            send_at=_moment(one.send_at),
            zone=one.zone,
            attachment=one.attachment,
        )


class PageShape(Shape):
    """A part of a list, the newest first."""

    items: tuple[BulletinShape, ...]
    next: str | None = Field(description="The `cursor` of the next page; null where there is none.")

    @classmethod
    def of(cls, found: Sequence[Bulletin], limit: int) -> "PageShape":
        """A page, from one bulletin more than it shows where there are more."""
        more = len(found) > limit
        return cls(items=tuple(map(BulletinShape.of, found[:limit])), next=str(found[limit - 1].id) if more else None)


class VersionShape(Shape):
    """One version's texts."""

    version: int
    texts: dict[str, str]


class VersionsShape(Shape):
    """Every version of a bulletin, the oldest first."""

    versions: tuple[VersionShape, ...]

    @classmethod
    def of(cls, found: Iterable[tuple[int, dict[str, Wording]]]) -> "VersionsShape":
        """The versions as they are shown."""
        return cls(
            versions=tuple(
                VersionShape(version=number, texts={code: one.text for code, one in texts.items()})
                for number, texts in found
            )
        )


class LanguageShape(Shape):
    """The readers of one language."""

    language: str
    people: str = Field(description="A number, or `fewer than 10`.")
    state: Literal["current", "outdated", "missing"]
    choice: Missing = Field(description="What they get where their text is not current.")


class CoverageShape(Shape):
    """How many people a bulletin would reach now."""

    people: str = Field(description="A number, or `fewer than 10`, or `at least` a number beside small languages.")
    in_their_own_language: str
    languages: tuple[LanguageShape, ...]

    @classmethod
    def of(cls, coverage: Coverage) -> "CoverageShape":
        """A coverage as it may be told."""
        return cls(
            people=told.in_english(told.total(coverage)),
            in_their_own_language=told.in_english(told.in_their_own(coverage)),
            languages=tuple(
                LanguageShape(
                    language=one.language,
                    people=shown(one.people),
                    state="current" if one.current else "outdated" if one.outdated else "missing",
                    choice=one.choice,
                )
                for one in coverage.languages
            ),
        )


class InChatsShape(Shape):
    """How many delivered copies show a version."""

    version: int
    copies: int


class BooksShape(Shape):
    """What became of every copy. The states sum to `people`, the frozen audience."""

    people: int
    states: dict[DeliveryState, int]
    reasons: dict[str, int]
    waiting_for_correction: int
    versions: tuple[InChatsShape, ...]
    balanced: bool

    @classmethod
    def of(cls, books: Books, versions: Iterable[tuple[int, int]]) -> "BooksShape":
        """The books as they are shown."""
        return cls(
            people=books.people,
            states=dict(books.states),
            reasons=dict(books.reasons),
            waiting_for_correction=books.edits,
            versions=tuple(InChatsShape(version=number, copies=copies) for number, copies in sorted(versions)),
            balanced=books.balanced,
        )


class RetryShape(Shape):
    """How many failed copies wait again."""

    copies: int


class FileShape(Shape):
    """A picture or PDF that bulletins can name as their `attachment`."""

    id: int


class OrganisationShape(Shape):
    """Your organisation, and what its bulletins may name."""

    id: int
    slug: str
    name: str
    languages: tuple[str, ...]
    homes: tuple[str, ...]
    destinations: tuple[str, ...]
    occupations: tuple[str, ...]
    topics: tuple[str, ...]

    @classmethod
    def of(cls, one: Organisation, known: Known) -> "OrganisationShape":
        """What the service offers, inside of the organisation's scope."""
        return cls(
            id=one.id,
            slug=one.slug,
            name=one.name,
            languages=_inside(known.languages, one.languages),
            homes=_inside(known.homes, one.countries),
            destinations=tuple(sorted(known.destinations)),
            occupations=tuple(sorted(known.occupations)),
            topics=_inside(known.topics, one.topics),
        )


class MeShape(Shape):
    """For whom a token acts, and what it may."""

    id: int
    name: str
    role: StaffRole
    organisation: str
    scopes: tuple[str, ...]

    @classmethod
    def of(cls, member: Member, scopes: Iterable[str]) -> "MeShape":
        """A member as her own program sees her."""
        return cls(
            id=member.id,
            name=member.name,
            role=member.role,
            organisation=member.organisation.slug,
            scopes=tuple(sorted(scopes)),
        )


class WrongShape(Shape):
    """One thing that is wrong."""

    field: str
    detail: str


class ProblemShape(Shape):
    """Why a request was not done (RFC 9457); nothing has changed."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str
    field: str = Field(description="What was wrong, for example `texts.fr`; empty where it is nothing in particular.")
    errors: tuple[WrongShape, ...] = Field(default=(), description="Everything that is wrong, where it is more.")


def moment(seconds: int) -> datetime:
    """A moment of ours as it stands in JSON."""
    return datetime.fromtimestamp(seconds, UTC)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else moment(seconds)


def _audience(one: Audience) -> AudienceShape:
    return AudienceShape(
        languages=one.languages,
        homes=one.homes,
        destinations=one.destinations,
        occupations=one.occupations,
        topics=one.topics,
    )


def _inside(offered: Iterable[str], scope: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(value for value in offered if not scope or value in scope))
