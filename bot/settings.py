"""The settings, from the environment or a `.env` file, each with the prefix FAIRPASSAGE_."""

import contextlib
import os
import re
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.model.trouble import Trouble

HERE = Path(__file__).resolve().parent.parent
"""The folder in which content/ and locales/ lie beside bot/."""
PREFIX = "FAIRPASSAGE_"
SYNTHETIC = "synthetic"
"""A file of this name in the data folder says that everybody in the database was made up, by `fairpassage demo`."""


class WrongSetting(Trouble):
    """A setting is wrong or missing; the sentence names it."""


class Settings(BaseSettings):
    """Every setting with its default. The README has the same table."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    telegram_token: str = Field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_rate: Annotated[int, Field(ge=1, le=1000)] = 30
    public_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    database_url: str = Field(default="", repr=False)
    data_dir: Path = Path("var")
    secret_key: str = Field(default="", repr=False)
    guard_key: str = Field(default="", repr=False)
    content_dirs: Annotated[tuple[Path, ...], NoDecode] = (HERE / "content",)
    languages: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    metrics_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()

    @field_validator("trusted_proxies", "metrics_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        """Networks with commas between them."""
        if not isinstance(value, str):
            return value
        try:
            return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
        except ValueError as error:
            raise ValueError("must be networks such as 127.0.0.1 or 10.0.0.0/8, with commas between them") from error

    @field_validator("content_dirs", "languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Lists are written with commas (languages) or the system's path separator or commas (folders)."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.replace(os.pathsep, ",").split(",") if part.strip())
        return value

    @field_validator("public_url", "telegram_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an address that begins with http:// or https://")
        return value.rstrip("/")

    @field_validator("telegram_token")
    @classmethod
    def _a_token(cls, value: str) -> str:
        value = value.strip()
        if value and not re.fullmatch(r"[!-.0-~]+", value):  # it becomes a part of the Bot API's addresses
            raise ValueError("must be the token as BotFather gave it, without spaces or slashes")
        return value

    @model_validator(mode="after")
    def _reachable_webhook(self) -> "Settings":
        """Telegram delivers to https addresses only, except on this machine (Bot API, setWebhook)."""
        site = urlsplit(self.site)
        here = site.hostname in ("localhost", "::1") or (site.hostname or "").startswith("127.")
        if self.telegram_token and self.telegram_mode == "webhook" and site.scheme != "https" and not here:
            raise ValueError(
                "FAIRPASSAGE_PUBLIC_URL must begin with https:// where FAIRPASSAGE_TELEGRAM_MODE is webhook"
            )
        return self

    @field_validator("secret_key", "guard_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @model_validator(mode="after")
    def _keys_apart(self) -> "Settings":
        """Nothing that is kept about a person shares a key with what is counted."""
        if self.guard_key and self.guard_key == self.secret_key:
            raise ValueError("FAIRPASSAGE_GUARD_KEY must be another one than FAIRPASSAGE_SECRET_KEY")
        return self

    @property
    def site(self) -> str:
        """The address under which the pages are reached; this machine's own where none is set."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in the data folder where none is set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'fairpassage.sqlite3'}"


def read_settings() -> Settings:
    """The settings in force; raises WrongSetting with one sentence that names the first wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ").rstrip(".")
        if not first["loc"]:
            raise WrongSetting(f"{reason}.") from error
        name = PREFIX + str(first["loc"][0]).upper()
        raise WrongSetting(f"{name} is wrong: {reason[:1].lower()}{reason[1:]}.") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise WrongSetting(f"The file .env cannot be read ({reason}); mend it or its permissions.") from error


def is_synthetic(settings: Settings) -> bool:
    """Whether everybody in the data folder's database was made up; every page and release says so then."""
    return (settings.data_dir / SYNTHETIC).exists()


def secret_of(settings: Settings) -> bytes:
    """The secret that protects keys and tokens: from the settings, or made once and kept in the data folder (0600)."""
    if settings.secret_key:
        return settings.secret_key.encode()
    return _kept(settings, "secret.key")


def guard_key_of(settings: Settings) -> bytes:
    """The key of the guard (storage/guard.py): from the settings, or made once and kept in the data folder (0600).

    Never the secret: nothing that is kept about a person shares a key with what is counted. Processes that count for
    one database need the same one; with another one, people may count once more, which the noise then accounts for.
    """
    if settings.guard_key:
        return settings.guard_key.encode()
    return _kept(settings, "guard.key")


def _kept(settings: Settings, name: str) -> bytes:
    """A secret that is made once and kept in the data folder."""
    path = settings.data_dir / name
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_once(path, secrets.token_hex(32))
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "damaged"
        raise WrongSetting(
            f"FAIRPASSAGE_DATA_DIR ({settings.data_dir}) cannot be used ({reason}); choose a folder that can be "
            "written and has free space."
        ) from error
    if len(kept) < 32:
        raise WrongSetting(f"{path} is damaged; restore it from a backup, or remove it to make a new one.")
    return kept.encode()


def _make_once(path: Path, text: str) -> None:
    """Make a private file whole or not at all; where another process was first, its file stays."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
        with contextlib.suppress(FileExistsError):
            os.link(scratch, path)
    finally:
        scratch.unlink()
