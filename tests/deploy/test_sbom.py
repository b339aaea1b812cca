"""The bill of materials names what the lock installs, each with the hashes that are asked for."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT


def test_the_bill_of_materials_is_the_lock(tmp_path: Path) -> None:
    (recipe,) = re.findall(r"\$\(BIN\)/cyclonedx-py (.+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    arguments = shlex.split(recipe)
    arguments[arguments.index("-o") + 1] = str(tmp_path / "sbom.json")
    subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", *arguments], cwd=ROOT, check=True, capture_output=True, timeout=120
    )
    bill = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "fairpassage"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {name.lower(): version for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE)}
    assert {one["name"].lower(): one["version"] for one in bill["components"]} == locked
    for one in bill["components"]:
        (hashed, *_) = [found["hashes"] for found in one["externalReferences"] if found.get("hashes")]
        assert all(found["content"] in lock for found in hashed), one["name"]
