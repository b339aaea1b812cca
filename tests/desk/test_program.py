"""The desk of the program as an operator starts it: from the command that invites to somebody who is in."""

import http.cookiejar
import re
import urllib.parse
import urllib.request
from pathlib import Path

import pyotp

from tests.processes import command, running

PASSPHRASE = "seven wet bicycles sing"


def test_from_the_command_that_invites_to_the_desk(tmp_path: Path) -> None:
    assert command("organisations", "add", "nurses-ke", "Nurses", data=tmp_path).returncode == 0
    invited = command("staff", "invite", "amina", "--organisation", "nurses-ke", data=tmp_path)
    path = urllib.parse.urlsplit(invited.stdout.strip()).path
    with running(tmp_path) as program:
        program.until_up("/readyz")
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

        def asked(address: str, **values: str) -> str:
            body = urllib.parse.urlencode(values).encode() if values else None
            with browser.open(program.url + address, body, timeout=20) as response:
                assert "script-src 'self'" in response.headers["Content-Security-Policy"]
                return str(response.read().decode())

        def word(page: str) -> str:
            return str(re.findall(r'name="word" value="(\w+)"', page)[0])

        page = asked(path)
        secret = re.findall(r'<code class="secret" dir="ltr">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
        page = asked(path, word=word(page), passphrase=PASSPHRASE, code=pyotp.TOTP(secret).now())
        code = re.findall(r"<li><code>([2-9A-Z-]{14})</code>", page)[0]
        page = asked("/desk/sign-in")
        page = asked("/desk/sign-in", word=word(page), login="amina", passphrase=PASSPHRASE, code=code)
        assert "Your desk" in page
        assert "Nurses" in page
    said = (tmp_path / "output.txt").read_text()
    for secret_word in (PASSPHRASE, secret, code, path.rsplit("/", 1)[1], "amina"):
        assert secret_word not in said
    assert "amina, amina, officer" in command("staff", "list", data=tmp_path).stdout
