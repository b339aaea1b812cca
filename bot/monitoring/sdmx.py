"""A publication in the terms of SDMX: ids, code lists, a data structure and a dataflow for each table.

Sources: SDMX 2.1, section 3A (ids); cross-domain code lists CL_FREQ and CL_OBS_STATUS; ISO 3166-1, ISCO-08, BCP 47.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model.release import Dimension, Table
from bot.monitoring.publication import PRINTED, WITHHELD, Publication

AGENCY, VERSION = "FAIRPASSAGE", "1.0"
STATUS = {PRINTED: "A", WITHHELD: "Q"}
"""CL_OBS_STATUS: A is a normal value, Q a missing value that is suppressed."""
ATTRIBUTES = ("OBS_STATUS", "MARGIN", "NOISE_SCALE", "SENSITIVITY", "THRESHOLD", "EPSILON")
_STANDARDS = {
    Dimension.HOME: ("CL_AREA", "ISO 3166-1 alpha-2"),
    Dimension.DESTINATION: ("CL_AREA", "ISO 3166-1 alpha-2"),
    Dimension.OCCUPATION: ("CL_OCCUPATION", "ISCO-08"),
    Dimension.LANGUAGE: ("CL_LANGUAGE", "BCP 47"),
    Dimension.REASON: ("CL_REASON", ""),
    Dimension.STAYING: ("CL_REASON", ""),
}


def name_of(text: str) -> str:
    """A name as the id of a concept, list, structure or dimension."""
    return re.sub(r"[^A-Z0-9_]", "_", text.upper())


def code_of(text: str) -> str:
    """A code of ours as an id of SDMX, which knows neither slashes nor dots; what was not told is `_U`."""
    said = re.sub(r"[^A-Za-z0-9_@$-]", "$", text.replace("/", "@")) or "_U"
    return said if said[0].isalnum() or said[0] == "_" else f"_{said}"


def time_of(period: str) -> str:
    """A period as SDMX writes it: its half-years are semesters."""
    return period.replace("-H", "-S")


def frequency_of(period: str) -> str:
    """Monthly, quarterly or half-yearly, by CL_FREQ."""
    return {"Q": "Q", "H": "S"}.get(period.partition("-")[2][:1], "M")


def flow_of(told: Publication, table: Table) -> str:
    """The id of a table's dataflow and of its structure."""
    return f"{name_of(told.release.group)}_{name_of(table.name)}"


def structure(told: Publication) -> bytes:
    """All structures as one SDMX-ML 2.1 message; the message is dated with the day of the release."""
    from pysdmx.io.xml.sdmx21.writer.structure import write
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    release = told.release
    header = Header(
        id=f"{AGENCY}_{name_of(release.group)}_{name_of(release.period)}",
        prepared=datetime.fromisoformat(release.made).replace(tzinfo=UTC),
        sender=Organisation(id=AGENCY),
    )
    made = write(_artefacts(told), header=header)
    assert made is not None  # noqa: S101  # it is None only where a path is given
    return made.replace('xml:lang="en"', f'xml:lang="{told.language}"').encode()


def _artefacts(told: Publication) -> list[Any]:
    """Code lists, concepts, structures and dataflows.

    None is final: what is said of them, and the codes, are those of one release.
    """
    from pysdmx.model import Dataflow, DataStructureDefinition
    from pysdmx.model.dataflow import Components

    lists = _lists(told)
    scheme = _concepts(told)
    found: list[Any] = [*lists.values(), scheme]
    for table in told.release.tables:
        about: dict[str, Any] = {
            "agency": AGENCY,
            "version": VERSION,
            "name": told.titles[table.name],
            "description": " ".join((*told.sentences, told.citation)),
        }
        parts = Components(list(_components(table, lists, {one.id: one for one in scheme.items})))
        whole = DataStructureDefinition(id=flow_of(told, table), components=parts, **about)
        found += [whole, Dataflow(id=flow_of(told, table), structure=whole, **about)]
    return found


def _lists(told: Publication) -> Mapping[str, Any]:
    """The code lists by id; home and destination share one, and so do both kinds of reasons."""
    from pysdmx.model import Code

    names = {"CL_FREQ": "CL_FREQ", "CL_OBS_STATUS": "CL_OBS_STATUS"}
    codes: dict[str, dict[str, Any]] = {
        "CL_FREQ": {one: Code(id=one, name=said) for one, said in _FREQUENCIES.items()},
        "CL_OBS_STATUS": {code: Code(id=code, name=said) for said, code in STATUS.items()},
    }
    for dimension, said in told.codes.items():
        name, standard = _list_of(dimension)
        names.setdefault(name, standard or told.headings[dimension])
        listed = codes.setdefault(name, {})
        listed |= {
            code_of(code): Code(code_of(code), name=words, description=code or None) for code, words in said.items()
        }
    return {name: _codelist(name, names[name], found) for name, found in codes.items()}


def _codelist(name: str, title: str, codes: Mapping[str, Any]) -> Any:
    from pysdmx.model import Codelist

    items = tuple(codes[one] for one in sorted(codes))
    return Codelist(id=name, name=title, agency=AGENCY, version=VERSION, items=items)


def _list_of(dimension: Dimension) -> tuple[str, str]:
    """The id of a dimension's code list, and the standard that its codes are from."""
    return _STANDARDS.get(dimension, (f"CL_{name_of(dimension.value)}", ""))


_FREQUENCIES = {"M": "Monthly", "Q": "Quarterly", "S": "Half-yearly, semester"}


def _concepts(told: Publication) -> Any:
    from pysdmx.model import Concept, ConceptScheme

    columns = told.columns
    names = {
        "FREQ": "Frequency",
        "TIME_PERIOD": columns["period"],
        "OBS_VALUE": columns["value"],
        "OBS_STATUS": columns["status"],
        "MARGIN": columns["margin"],
        "NOISE_SCALE": columns["scale"],
        "SENSITIVITY": columns["sensitivity"],
        "THRESHOLD": columns["threshold"],
        "EPSILON": columns["epsilon"],
    } | {name_of(one.value): heading for one, heading in told.headings.items()}
    urn = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:FIGURES({VERSION})"
    items = tuple(Concept(id=one, name=said, urn=f"{urn}.{one}") for one, said in names.items())
    return ConceptScheme(id="FIGURES", name=told.title, agency=AGENCY, version=VERSION, items=items)


def _components(table: Table, lists: Mapping[str, Any], concepts: Mapping[str, Any]) -> Iterator[Any]:
    from pysdmx.model import Component, DataType, Role

    yield Component("FREQ", True, Role.DIMENSION, concepts["FREQ"], local_codes=lists["CL_FREQ"])
    for one in table.dimensions:
        name = name_of(one.value)
        listed = lists[_list_of(one)[0]]
        yield Component(name, True, Role.DIMENSION, concepts[name], local_codes=listed)
    yield Component("TIME_PERIOD", True, Role.DIMENSION, concepts["TIME_PERIOD"], local_dtype=DataType.PERIOD)
    yield Component("OBS_VALUE", False, Role.MEASURE, concepts["OBS_VALUE"], local_dtype=DataType.INTEGER)
    for name in ATTRIBUTES:
        kind = DataType.DOUBLE if name in ("NOISE_SCALE", "EPSILON") else DataType.INTEGER
        form = {"local_codes": lists["CL_OBS_STATUS"]} if name == "OBS_STATUS" else {"local_dtype": kind}
        yield Component(name, True, Role.ATTRIBUTE, concepts[name], attachment_level="O", **form)
