"""What stands in deploy/ names only commands, settings, files and bounds that the program has."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.__main__ import app
from bot.actions.attach import LARGEST
from bot.channels.paper.fonts import PACKAGE
from bot.channels.telegram.channel import LARGEST_UPDATE
from bot.channels.web.channel import LONGEST
from bot.channels.web.server import HEAD, KEPT
from bot.desk.form import LARGEST_BODY
from bot.open_files import OPEN_FILES
from bot.settings import PREFIX, Settings
from tests.processes import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
POSTGRESQL = {"bookworm": 15, "trixie": 17}
"""The major version of postgresql-client in a Debian."""
EXPOSURE = 20
"""Tenths: what `systemd-analyze security` may say at most, of 100."""


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_exists(path: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", words(path))) <= known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_exists(path: Path) -> None:
    for line in commands(words(path)):
        run(shlex.split(line, comments=True))


def commands(text: str) -> Iterator[str]:
    """What follows the program's name where it is called."""
    for found in re.finditer(r"(?:(?:bin/|exec app )fairpassage|run --rm app)((?: +[^\s`'|;&)$]+)+)", text):
        yield found[1].replace('"', "").replace("PATH", "x").strip()


def run(arguments: list[str]) -> None:
    """Read a command line as the program would; raises where it is none."""
    group: Any = typer.main.get_command(app)
    while arguments and hasattr(group, "commands"):
        assert arguments[0] in group.commands, arguments
        group, arguments = group.commands[arguments[0]], arguments[1:]
    try:
        group.make_context(group.name, [one for one in arguments if one], resilient_parsing=False)
    except typer.Exit:
        pytest.fail(f"{arguments} is no command")


def test_commands_are_found_where_they_are() -> None:
    assert [*commands("ExecStart=/opt/fairpassage/.venv/bin/fairpassage run --role all\n")] == ["run --role all"]
    with pytest.raises(typer.BadParameter):
        run(["run", "--role", "dance"])
    with pytest.raises(AssertionError):
        run(["dance"])


# systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened(unit: Path) -> None:
    for line in (
        "User=fairpassage", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
        "PrivateDevices=yes", "CapabilityBoundingSet=", "SystemCallFilter=@system-service", "RestrictNamespaces=yes",
        "UMask=0077", "StateDirectoryMode=0700", "EnvironmentFile=/etc/fairpassage/fairpassage.env",
    ):  # fmt: skip
        assert re.search(rf"^{re.escape(line)}$", words(unit), re.MULTILINE), line
    assert "fairpassage" in words(unit)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_a_unit_hard(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_a_process_may_open_more_files_than_it_takes_connections() -> None:
    limits = [int(one) for unit in UNITS for one in re.findall(r"LimitNOFILE=(\d+)", words(unit))]
    assert limits
    assert min(limits) >= OPEN_FILES
    assert compose()["services"]["app"]["ulimits"]["nofile"] >= OPEN_FILES


# Containers


def compose() -> Any:
    return yaml.safe_load(words(DEPLOY / "compose.yaml"))


def test_the_compose_file_starts_what_is_there() -> None:
    services = compose()["services"]
    assert set(services) == {"app", "proxy", "database"}
    run(services["app"]["command"])
    build = services["app"]["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    for service in services.values():
        assert "privileged" not in service
        assert "no-new-privileges:true" in service["security_opt"]
        assert not re.search(r":latest$|^[^:]+$", service.get("image", "x:1")) or service["image"] == "fairpassage"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose()["volumes"] or (DEPLOY / source).is_file(), volume
    assert not services["database"].get("ports"), "nobody from outside reaches the database"
    assert compose()["networks"]["inside"] == {"internal": True}


def test_only_the_proxy_is_reached_from_outside_and_outlives_the_program() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert not any("network_mode" in service for service in services.values()), "it would end with the other's restart"
    assert {"front"} == {*services["proxy"]["networks"]} & {*services["app"]["networks"]}
    assert services["database"]["networks"] == ["inside"]
    assert "inside" not in services["proxy"]["networks"]
    assert compose()["networks"]["front"] == {"internal": True}
    (port,) = re.findall(r"reverse_proxy app:(\d+)", words(DEPLOY / "Caddyfile"))
    assert int(port) == Settings.model_fields["port"].default
    assert "FAIRPASSAGE_HOST=0.0.0.0" in words(DEPLOY / "Containerfile"), "the proxy is no process of the same machine"
    proxies = Settings(trusted_proxies=services["app"]["environment"]["FAIRPASSAGE_TRUSTED_PROXIES"]).trusted_proxies
    for address in ("172.18.0.3", "10.89.2.2", "192.168.0.5"):
        assert any(ip_address(address) in network for network in proxies), "engines give addresses out of all of these"


def test_the_program_is_asked_for_its_health_in_both_places() -> None:
    """An image in the OCI format keeps no health check."""
    asked = compose()["services"]["app"]["healthcheck"]["test"]
    (here,) = re.findall(r"^HEALTHCHECK .*CMD \\\n +(\[.+\])$", words(DEPLOY / "Containerfile"), re.MULTILINE)
    assert asked == ["CMD", *json.loads(here)]


def test_every_value_of_the_compose_file_is_asked_for() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", words(DEPLOY / "compose.yaml")))
    assert asked == set(re.findall(r"^([A-Z_]+)=", words(DEPLOY / "compose.env.example"), re.MULTILINE))


def test_no_example_holds_a_secret() -> None:
    for path in DEPLOY.glob("*.example"):
        for name, value in re.findall(r"^(\w*(?:TOKEN|KEY|PASSWORD))=(.*)$", words(path), re.MULTILINE):
            assert value == "", name


def test_the_containerfile_copies_what_is_there() -> None:
    text = words(DEPLOY / "Containerfile")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert "--require-hashes" in text
    assert re.search(r"^USER \d+$", text, re.MULTILINE)
    (arguments,) = re.findall(r'^CMD \["(.+)"\]$', text, re.MULTILINE)
    run(arguments.split('", "'))
    assert 'ENTRYPOINT ["fairpassage"]' in text


def test_nothing_but_what_is_copied_reaches_the_builder() -> None:
    """A data folder or a `.env` in the checkout is not sent to a daemon."""
    first, *others = [line for line in words(ROOT / ".dockerignore").splitlines() if not line.startswith("#")]
    assert first == "*"
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", words(DEPLOY / "Containerfile"), re.MULTILINE)
    assert {line[1:] for line in others if line.startswith("!")} == {one for line in copied for one in line.split()}


def test_a_backup_in_the_container_is_made_by_a_new_enough_program() -> None:
    """pg_dump refuses a newer server; a tag that names no Debian would change it one day."""
    bases = re.findall(r"^FROM (\S+)", words(DEPLOY / "Containerfile"), re.MULTILINE)
    (debian,) = {base.removeprefix("docker.io/library/python:3.11-slim-") for base in bases}
    server = int(compose()["services"]["database"]["image"].rpartition(":")[2])
    assert POSTGRESQL[debian] >= server


def test_where_it_runs_there_are_the_fonts_of_pdfs() -> None:
    """Without them no kit and no poster is offered as a PDF, in any language."""
    assert re.search(rf"apt-get install [^&]*\b{PACKAGE}\b", words(DEPLOY / "Containerfile"))
    assert f"apt-get install --no-install-recommends {PACKAGE}" in words(DEPLOY / "README.md")
    assert PACKAGE in words(ROOT / ".ci" / "run")


# The proxy


def nginx() -> str:
    return re.sub(r"#.*", "", words(DEPLOY / "nginx.conf"))


def seconds(name: str) -> float:
    (found,) = re.findall(rf"^\s*{name} (\d+)s;", nginx(), re.MULTILINE)
    return float(found)


def bytes_of(place: str) -> int:
    inside = nginx().split(f"location {place} {{")[1].split("}")[0]
    (found,) = re.findall(r"client_max_body_size (\d+)m;", inside)
    return int(found) * 1024 * 1024


def test_the_proxys_bounds_fit_the_programs() -> None:
    assert seconds("keepalive_timeout") < KEPT, "the proxy closes first, so no request meets a closed line"
    assert seconds("proxy_read_timeout") > LONGEST
    assert seconds("client_header_timeout") <= HEAD
    assert bytes_of("/desk/") > LARGEST_BODY
    assert bytes_of("/api/") > LARGEST
    (other,) = re.findall(r"^    client_max_body_size (\d+)m;", nginx(), re.MULTILINE)
    assert int(other) * 1024 * 1024 >= LARGEST_UPDATE


def test_the_proxy_is_whole_and_tells_whom_it_asks_for() -> None:
    text = nginx()
    assert text.count("{") == text.count("}")
    for line in text.splitlines():
        assert not line.strip() or line.strip()[-1] in ";{}", line
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text, "and not what the client wrote"
    assert "http2 on" not in text, "nginx before 1.25.1 does not start with it"
    for server in re.split(r"^server \{", text, flags=re.MULTILINE)[1:]:
        assert "access_log off;" in server, "nobody's address is kept"
        assert "error_log /dev/null emerg;" in server, "a failed handshake is told with the visitor's address"
        assert "server_tokens off;" in server
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "127.0.0.1" in words(DEPLOY / "fairpassage.env.example")
    for place in re.findall(r"location (?:= )?(/\S*)", text):
        assert place in ("/", "/desk/", "/api/", "/telegram/", "/readyz", "/metrics"), place


def test_the_other_proxy_is_whole_too() -> None:
    text = re.sub(r"\{\$?\w+\}", "", re.sub(r"#.*", "", words(DEPLOY / "Caddyfile")))
    assert text.count("{") == text.count("}")
    assert "header_up X-Forwarded-For {remote_host}" in words(DEPLOY / "Caddyfile")
    assert "exclude http.log.error" in text, "a request that failed is told with address and path"
    (most,) = re.findall(r"max_size (\d+)MB", text)
    assert int(most) * 1_000_000 > LARGEST_BODY


def test_the_page_names_every_file() -> None:
    page = words(DEPLOY / "README.md")
    for path in FILES:
        assert path.name in page or path.name == "README.md", path.name
