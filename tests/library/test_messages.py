"""A changed English paragraph makes exactly its own translations fuzzy."""

from babel.messages.catalog import Catalog

from bot.library.messages import merged


def template(*messages: tuple[str | None, str]) -> Catalog:
    catalogue = Catalog()
    for context, text in messages:
        catalogue.add(text, None, context=context)
    return catalogue


def translated(*messages: tuple[str | None, str, str]) -> Catalog:
    catalogue = Catalog(locale="fr")
    for context, text, string in messages:
        catalogue.add(text, string, context=context)
    return catalogue


def state(catalogue: Catalog) -> dict[tuple[str | None, object], tuple[object, bool]]:
    return {(m.context, m.id): (m.string, m.fuzzy) for m in catalogue if m.id}


OLD = translated(
    ("rights/fees", "Do not pay.", "Ne payez pas."),
    ("rights/fees", "Ask for a list of costs.", "Demandez une liste."),
    ("rights/debt", "Do not pay.", "N'acquittez rien."),
)


def test_what_did_not_change_keeps_its_translation() -> None:
    new = merged(template(*((m.context, str(m.id)) for m in OLD if m.id)), OLD)
    assert all(not fuzzy for _, fuzzy in state(new).values())


def test_a_changed_paragraph_is_fuzzy_and_nothing_else_is() -> None:
    new = merged(
        template(
            ("rights/fees", "Do not pay."),
            ("rights/fees", "Ask for a written list of costs."),
            ("rights/debt", "Do not pay."),
        ),
        OLD,
    )
    assert state(new)["rights/fees", "Ask for a written list of costs."] == ("Demandez une liste.", True)
    assert state(new)["rights/fees", "Do not pay."] == ("Ne payez pas.", False)
    assert state(new)["rights/debt", "Do not pay."] == ("N'acquittez rien.", False)


def test_a_new_paragraph_elsewhere_takes_no_translation() -> None:
    new = merged(template(("rights/passport", "Ask for a list of costs.")), OLD)
    assert state(new) == {("rights/passport", "Ask for a list of costs."): (None, False)}


def test_a_moved_paragraph_keeps_its_translation() -> None:
    new = merged(template(("rights/fees", "A new first one."), *((m.context, str(m.id)) for m in OLD if m.id)), OLD)
    assert [entry for entry in state(new).values() if entry[1]] == []
