"""The operations on released figures. Nothing of an open period can be asked for."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from bot.actions.export import NoExport, export
from bot.actions.releases import list_releases
from bot.desk.api.operation import Call, File, Operation, Scope
from bot.desk.api.release_shapes import ReleaseDocumentShape, ReleasesShape
from bot.desk.api.shapes import Shape
from bot.language.catalogue import ENGLISH
from bot.model.message import sayable
from bot.model.staff import Refused
from bot.model.trouble import Trouble
from bot.monitoring.formats_found import formats
from bot.monitoring.plan import Group

PERIOD = r"[1-9][0-9]{3}-(?:Q[1-4]|H[12]|0[1-9]|1[0-2])"
GROUP = f"(?:{'|'.join(Group)})"

Written = StrEnum("Written", {name.upper().replace("-", "_"): name for name in formats()})  # type: ignore[misc]  # found by looking


class ExportQuery(Shape):
    """In which format, and in which language its words are."""

    format: Annotated[Written, BeforeValidator(lambda value: Written(value))] = Field(
        default=Written("json"), description="How the release is written."
    )
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = Field(
        default=ENGLISH, description="The language of labels and sentences; codes and figures are the same in all."
    )


async def _list(call: Call) -> ReleasesShape:
    return ReleasesShape.of(await list_releases(call.engine), list(formats()))


async def _show(call: Call) -> File:
    asked, words, means = call.asked(ExportQuery), call.words, call.means
    languages = means.languages()
    if asked.language not in languages:
        offered = ", ".join(languages)
        raise Refused("language", sayable("This language is not offered; choose from {languages}.", languages=offered))
    way = asked.format.value
    try:
        made = await export(
            call.engine, means.library(), languages, words["period"], way, words["group"], asked.language
        )
    except NoExport as error:
        raise Refused("period", str(error), 404) from error
    except Trouble as error:
        raise Refused("format", str(error)) from error
    return File(made.name, made.media, made.body)


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/releases",
        name="listReleases",
        summary="Every release of figures, the newest first.",
        scope=Scope.FIGURES,
        handler=_list,
        answer=ReleasesShape,
    ),
    Operation(
        method="GET",
        path="/v1/releases/{period}/{group}",
        name="showRelease",
        summary="One release, with every figure that is printed and every one that is withheld, in a format.",
        scope=Scope.FIGURES,
        handler=_show,
        answer=ReleaseDocumentShape,
        query=ExportQuery,
        media=tuple(dict.fromkeys(one.media for one in formats().values())),
        words={"period": PERIOD, "group": GROUP},
    ),
)
