"""What is sealed opens with its own secret and purpose, and with nothing else."""

from bot.actions.sealed import Seal

SECRET = b"s" * 32


def test_a_sealed_value_opens_again_and_never_looks_the_same() -> None:
    seal = Seal(SECRET, "address")
    one, two = seal.seal("770012345"), seal.seal("770012345")
    assert one != two
    assert b"770012345" not in one + two
    assert seal.open(one) == seal.open(two) == "770012345"


def test_another_secret_purpose_or_change_opens_nothing() -> None:
    sealed = Seal(SECRET, "address").seal("770012345")
    assert Seal(b"t" * 32, "address").open(sealed) is None
    assert Seal(SECRET, "message").open(sealed) is None
    for wrong in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"x" * 40):
        assert Seal(SECRET, "address").open(wrong) is None
