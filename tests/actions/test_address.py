"""The key under which anything about a visitor is kept stays what it is: another one would lose her subscription."""

import hmac

import pytest

from bot.actions.address import visitor_key


@pytest.mark.parametrize("address", ["42", "198.51.100.7\0Firefox", "مرحبا", ""])
def test_a_visitors_key_is_an_hmac_of_her_channel_and_address(address: str) -> None:
    for secret in (b"s" * 32, b"t" * 80):
        whole = hmac.digest(secret, b"visitor\0web\0" + address.encode(), "sha256")
        assert visitor_key(secret, "web", address) == whole[:16]
        assert visitor_key(secret, "telegram", address) != whole[:16]
