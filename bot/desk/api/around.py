"""The operations around bulletins: who I am, what my organisation may name, files."""

from bot.actions.attach import LARGEST, attach
from bot.desk.api.operation import Call, Operation, Scope
from bot.desk.api.shapes import FileQuery, FileShape, MeShape, OrganisationShape


async def _me(call: Call) -> MeShape:
    return MeShape.of(call.member, call.scopes)


async def _organisation(call: Call) -> OrganisationShape:
    return OrganisationShape.of(call.member.organisation, call.means.known())


async def _attach(call: Call) -> FileShape:
    name = call.asked(FileQuery).name
    return FileShape(id=await attach(call.engine, call.member, name, call.content, now=call.means.now()))


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/me",
        name="showMe",
        summary="For whom the token acts, and what it may.",
        scope=Scope.READ,
        handler=_me,
        answer=MeShape,
    ),
    Operation(
        method="GET",
        path="/v1/organisation",
        name="showOrganisation",
        summary="Your organisation, and the languages, countries, occupations and topics that its bulletins may name.",
        scope=Scope.READ,
        handler=_organisation,
        answer=OrganisationShape,
    ),
    Operation(
        method="POST",
        path="/v1/attachments",
        name="addAttachment",
        summary="Add a picture or PDF. Its type is read from its content.",
        scope=Scope.WRITE,
        handler=_attach,
        answer=FileShape,
        status=201,
        query=FileQuery,
        files=("image/png", "image/jpeg", "image/webp", "application/pdf"),
        most=LARGEST,
    ),
)
