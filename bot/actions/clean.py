"""Files looked at by their content: pictures drawn anew, PDF files looked through for what does something."""

import io
import warnings
import zipfile

import filetype
from pikepdf import Array, Dictionary, Object, PasswordError, Pdf, PdfError, Stream
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.actions.attach import LARGEST
from bot.model.message import sayable
from bot.model.staff import Refused

PIXELS = 40_000_000
"""Width times height of a picture that is opened at all."""
LONGEST_SIDE = 2560
"""Pixels: what Telegram keeps of a picture."""
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
ACTIVE = frozenset(
    ("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData", "/GoToR")
)
"""What in a PDF does something, or carries something else along."""
CARRIES = sayable("The PDF carries a program, a form or another file; print it to a new PDF.")
DEEPEST = 60
"""How deep objects may be written inside of each other."""


def cleaned(body: bytes) -> tuple[str, bytes]:
    """The kind of a file by its content, and the file without what does not belong there; raises Refused."""
    if not body:
        raise Refused("attachment", "The file is empty.")
    if len(body) > LARGEST:
        said = sayable("The file has more than {most} MB; make it smaller.", most=LARGEST // 1024 // 1024)
        raise Refused("attachment", said, 413)
    kind = filetype.guess_mime(body)
    if kind in PICTURES:
        return _picture(body, kind)
    if kind == PDF:
        _look_through(body)
        _refuse_two_in_one(body)
        return PDF, body
    raise Refused("attachment", "Only pictures (JPEG, PNG, WebP) and PDF files can be sent; this is neither.", 415)


def _picture(body: bytes, kind: str) -> tuple[str, bytes]:
    """The picture's points alone, drawn anew: no place, no camera, nothing hidden behind them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(body), formats=[PICTURES[kind]]) as image:
                if image.width * image.height > PIXELS:
                    raise Refused("attachment", "The picture has too many points; make it smaller.", 413)
                turned = ImageOps.exif_transpose(image)
                turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _drawn(turned, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise Refused("attachment", "The picture is damaged; save it anew and add it again.") from error


def _drawn(image: Image.Image, kind: str) -> tuple[str, bytes]:
    file = io.BytesIO()
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    plain = image.convert("RGBA" if clear else "RGB")
    plain.info.clear()
    if kind != "image/png" and not clear:
        plain.save(file, "JPEG", quality=88, optimize=True)
        return "image/jpeg", file.getvalue()
    plain.save(file, "PNG", optimize=True)
    if file.tell() > LARGEST:
        raise Refused("attachment", "The picture is too large once it is drawn anew; save it as JPEG.", 413)
    return "image/png", file.getvalue()


def _refuse_two_in_one(body: bytes) -> None:
    """Refuse a file that is a PDF for one program and something else for another.

    Readers look for a PDF's end from behind, and unpackers for an archive's: what stands behind the last end is not the
    PDF's.
    """
    behind = body.rpartition(b"%%EOF")[2].strip(b"\0\t\n\f\r ")
    if not body.startswith(b"%PDF-") or behind or zipfile.is_zipfile(io.BytesIO(body)):
        raise Refused("attachment", CARRIES)


def _look_through(body: bytes) -> None:
    """Refuse a PDF that is locked, broken, or does something when it is opened."""
    try:
        with Pdf.open(io.BytesIO(body)) as pdf:
            if not len(pdf.pages):
                raise Refused("attachment", "The PDF has no page.")
            active = any(_is_active(one, DEEPEST) for one in pdf.objects)
            locked = pdf.is_encrypted
    except PasswordError as error:
        raise Refused("attachment", "The PDF is locked; save it without a password.") from error
    except (PdfError, ValueError, OSError, RuntimeError) as error:
        raise Refused("attachment", "The PDF is damaged; save it anew and add it again.") from error
    if locked:
        raise Refused("attachment", "The PDF is locked; save it without a password.")
    if active:
        raise Refused("attachment", CARRIES)


def _is_active(one: Object, depth: int) -> bool:
    """Whether an object, or one written inside of it, does something; what is too deep to look at counts as such."""
    if depth == 0:
        return True
    if isinstance(one, Array):
        return any(_is_active(part, depth - 1) for part in one.as_list() if _inside(part))
    if not isinstance(one, Dictionary | Stream):
        return False
    if set(one.keys()) & ACTIVE or {str(one.get(key)) for key in ("/S", "/Type", "/Subtype")} & ACTIVE:
        return True
    return any(_is_active(part, depth - 1) for _, part in one.items() if _inside(part))


def _inside(part: object) -> bool:
    """Whether a part is written inside of its object; the others are looked at by themselves."""
    return isinstance(part, Object) and not part.is_indirect
