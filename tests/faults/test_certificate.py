"""A certificate of the Bot API, or of what stands before it, that has expired: a sentence says so and whose it is."""

import asyncio
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.doubles.telegram import TelegramDouble
from tests.faults.house import Process, answered, arrived, noon, settings_of, started, union, until_said

NAME = "127.0.0.1"
EXPIRED = f"the certificate of {NAME} has expired"


class Authority:
    """Signs certificates for this machine; `file` is what a program is to trust."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")])
        made = self._signed(self._name, self._key, 365, x509.BasicConstraints(ca=True, path_length=None))
        self.file = folder / "authority.pem"
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def certified(self, days: int) -> ssl.SSLContext:
        """What a server needs for TLS, with a certificate that ends in so many days."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certify(context, days)
        return context

    def certify(self, context: ssl.SSLContext, days: int) -> None:
        """Put another certificate into a running server."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(NAME))])
        made = self._signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]), key, days, alternative)
        file = self._folder / "server.pem"
        way = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        private = key.private_bytes(serialization.Encoding.PEM, *way)
        file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, days: int, more: x509.ExtensionType
    ) -> x509.Certificate:
        now, own = datetime.now(UTC), x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        whose = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(90)).not_valid_after(now + timedelta(days))
        builder = builder.add_extension(more, critical=isinstance(more, x509.BasicConstraints))
        builder = builder.add_extension(own, critical=False).add_extension(whose, critical=False)
        return builder.sign(self._key, hashes.SHA256())


async def test_an_expired_certificate_is_told_in_a_sentence_until_there_is_another(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.certified(days=-1)
    database = f"sqlite+aiosqlite:///{tmp_path / 'fairpassage.sqlite3'}"
    async with TelegramDouble(context) as telegram, union(database, telegram) as sending:
        chats = await sending.subscribe(5, zone=noon())
        one = await sending.send({"en": "Hello"})
        trust = {"SSL_CERT_FILE": str(authority.file)}
        program = Process(tmp_path / "data", settings_of(telegram, database), around=trust)
        program.start()
        for what in ("Telegram cannot be reached", "Deliveries wait for Telegram"):
            await until_said(program, f"{what} ({EXPIRED}")
        assert program.running is not None
        assert (await asyncio.to_thread(program.running.get, "/en"))[0] == 200
        authority.certify(context, days=1)
        async with started(program):
            await answered(telegram, time.monotonic())
            await arrived(sending, one, chats, "Hello")
