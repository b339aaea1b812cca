"""Organisations and staff by command: what is printed, what is refused, and the exit status."""

from pathlib import Path

from tests.processes import command


def test_organisations_and_staff_by_command(tmp_path: Path) -> None:
    added = command("organisations", "add", "nurses-ke", "Kenyan Nurses", "--countries", "KE", data=tmp_path)
    assert (added.returncode, added.stdout.strip()) == (0, "nurses-ke: Kenyan Nurses")
    assert "nurses-ke: Kenyan Nurses; countries KE" in command("organisations", "list", data=tmp_path).stdout
    invited = command(
        "staff", "invite", "amina@union.org", "--organisation", "nurses-ke", "--role", "administrator", data=tmp_path
    )
    assert invited.returncode == 0
    assert "/desk/invitation/" in invited.stdout


def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    for arguments, words in (
        (("organisations", "add", "x", "X"), "short name"),
        (("organisations", "add", "nurses", "X", "--countries", "ZZ"), "'ZZ' is not known"),
        (("staff", "invite", "amina", "--organisation", "nobody"), "no organisation 'nobody'"),
        (("staff", "disable", "amina", "--organisation", "nobody"), "no organisation 'nobody'"),
    ):
        done = command(*arguments, data=tmp_path)
        assert done.returncode == 1, arguments
        assert words in done.stderr
        assert done.stderr.splitlines()[-1].startswith("fairpassage: ")
        assert "Traceback" not in done.stderr
    assert command("staff", "invite", "amina", data=tmp_path).returncode == 2
    assert command("staff", "list", data=tmp_path).stdout == ""
