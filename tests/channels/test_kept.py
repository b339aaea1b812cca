"""What is kept ready is bounded, and what nobody can ask for any more is not kept."""

from bot.channels.kept import Kept


def test_nothing_of_former_screens_is_held() -> None:
    kept: Kept[str, int] = Kept(10)
    for version in range(100):
        now = kept.of((version, "today"))
        assert now.get("menu") is None
        assert now.keep("menu", version) == version
        assert kept.of((version, "today")).get("menu") == version
        assert len(kept.items()) == 1


def test_the_oldest_goes_first() -> None:
    kept: Kept[int, int] = Kept(3)
    for number in range(5):
        kept.of("now").keep(number, number)
    assert [kept.of("now").get(number) for number in range(5)] == [None, None, 2, 3, 4]
