"""What the log says of an error: nothing but its name, unless a certificate is wrong."""

import ssl

import httpx
import pytest
from telegram.error import NetworkError

from bot.channels.telegram.cause import cause


@pytest.mark.parametrize(
    ("code", "words"), [(10, "has expired"), (9, "is not valid yet"), (18, "is not trusted: self-signed certificate")]
)
def test_what_is_wrong_with_a_certificate(code: int, words: str) -> None:
    found = ssl.SSLCertVerificationError("certificate verify failed")
    found.verify_code, found.verify_message = code, "self-signed certificate"
    middle, outer = httpx.ConnectError("within"), NetworkError("around")
    middle.__context__, outer.__cause__ = found, middle
    assert cause(outer, "api.telegram.org").startswith(f"the certificate of api.telegram.org {words}")


def test_of_another_error_its_name() -> None:
    assert cause(NetworkError("https://api.telegram.org/bot1:secret"), "api.telegram.org") == "NetworkError"
