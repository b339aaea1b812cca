"""What may be attached: pictures drawn anew, PDF files that only are read, told by content and never by name."""

import io
from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from bot.actions.attach import file_name
from bot.actions.clean import LONGEST_SIDE, PIXELS, cleaned
from bot.model.staff import Refused


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **more)
    return file.getvalue()


def document(change: Callable[[Pdf], None] = lambda _: None, **how: object) -> bytes:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        file = io.BytesIO()
        pdf.save(file, **how)  # type: ignore[arg-type]  # pikepdf's own options
        return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew(kind: str) -> None:
    media, clean = cleaned(picture(kind) + b"<script>hidden behind the picture</script>")
    assert media in ("image/jpeg", "image/png")
    assert b"script" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (60, 40)


def test_where_a_picture_was_taken_is_not_told() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canary camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x0112] = 6
    _, clean = cleaned(picture(exif=exif.tobytes()))
    assert b"Canary" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert not image.getexif()
        assert image.size == (40, 60), "and it stands upright"


def test_a_large_picture_becomes_smaller_and_a_vast_one_is_refused() -> None:
    _, clean = cleaned(picture(size=(4000, 1000)))
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 4)
    with pytest.raises(Refused, match="too many points"):
        cleaned(picture("PNG", (PIXELS // 1000 + 1, 1000), "1"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_is_refused(kind: str) -> None:
    body = picture(kind, (300, 300))
    with pytest.raises(Refused):
        cleaned(body[: len(body) // 2])


def test_a_plain_document_stays_as_it_is() -> None:
    body = document()
    assert cleaned(body) == ("application/pdf", body)

    def opens_at_a_page(pdf: Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    assert cleaned(document(opens_at_a_page))[0] == "application/pdf"


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _launch(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="x.exe"))])


def _carries(pdf: Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


def _deep(pdf: Pdf) -> None:
    inner = Dictionary(S=Name.JavaScript)
    for _ in range(80):
        inner = Dictionary(Next=inner)
    pdf.Root.AA = inner


@pytest.mark.parametrize("change", [_script, _launch, _carries, _deep])
def test_a_document_that_does_something_is_refused(change: Callable[[Pdf], None]) -> None:
    with pytest.raises(Refused, match="carries a program"):
        cleaned(document(change))


def test_a_locked_or_broken_document_is_refused() -> None:
    from pikepdf import Encryption

    for user in ("secret", ""):
        with pytest.raises(Refused, match="locked"):
            cleaned(document(encryption=Encryption(owner="owner", user=user)))
    with pytest.raises(Refused, match="damaged"):
        cleaned(b"%PDF-1.7\nnothing follows")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\tmp\\march.exe", "march.pdf"),
        ("", "bulletin.pdf"),
        ("ملصق.pdf", "ملصق.pdf"),
        ('a"\r\nb.pdf', "a___b.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_files_name_is_harmless(name: str, kept: str) -> None:
    assert file_name(name, "application/pdf") == kept
