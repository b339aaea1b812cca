"""`make pictures`: the screens that people look at first, in every language, at a phone's width.

Writes one picture for the README beside this file and the single screens into build/pictures.
"""

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM
from tests.processes import ROOT, running

SCREENS = {
    "start": "start",
    "kit": "PH-GB-2221/kit",
    "right": "rights/passport",
    "programmes": "PH/programmes/temporary",
    "help": "help/gb",
    "register": "register",
}
LANGUAGES = ("en", "fr", "es", "ar", "fil", "hi", "sw", "ro")
WIDTH, HEIGHT = 360, 740
OUT = ROOT / "build" / "pictures"
README_PICTURE = Path(__file__).parent / "screens.png"


def taken(browser: Browser, url: str, *, opened: bool = False) -> bytes:
    """A picture of a page as a phone shows it."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(url)
    if opened:
        page.evaluate("document.querySelectorAll('details.more').forEach(one => one.open = true)")
    picture = page.screenshot(full_page=opened)
    page.close()
    return picture


def beside(browser: Browser, pictures: list[bytes]) -> bytes:
    """Pictures side by side."""
    encoded = [base64.b64encode(one).decode() for one in pictures]
    style = "border:1px solid #ccc;border-radius:12px"
    images = "".join(f'<img width="300" style="{style}" src="data:image/png;base64,{one}">' for one in encoded)
    page = browser.new_page(viewport={"width": 320 * len(pictures) + 20, "height": 660})
    page.set_content(f'<body style="margin:16px;background:#fff;display:flex;gap:16px">{images}</body>')
    picture = page.screenshot()
    page.close()
    return picture


def main() -> None:
    """Start the program, take the pictures, write them."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as program, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in LANGUAGES:
            for name, path in SCREENS.items():
                picture = taken(browser, f"{program.url}/{language}/{path}", opened=name == "right")
                (OUT / f"{language}-{name}.png").write_bytes(picture)
        shown = [("en", "start"), ("fil", "kit"), ("hi", "right"), ("ar", "help"), ("ar", "register")]
        pictures = [taken(browser, f"{program.url}/{language}/{SCREENS[name]}") for language, name in shown]
        README_PICTURE.write_bytes(beside(browser, pictures))
        browser.close()
    print(f"{README_PICTURE.relative_to(ROOT)} and {len(list(OUT.glob('*.png')))} screens in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
