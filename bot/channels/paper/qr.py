"""QR codes as drawings, so that a phone's camera leads from paper to the living page."""

import io

import segno


def drawn(address: str) -> str:
    """A QR code of an address as an SVG document of its own; a seventh of it may be dirty (ISO/IEC 18004, level M).

    The mask is fixed: trying all eight, to find the one that is read most easily, takes six times as long, and a
    booklet has two dozen codes.
    """
    out = io.BytesIO()
    segno.make_qr(address, error="m", mask=3).save(out, kind="svg", border=2, xmldecl=False, omitsize=True)
    return out.getvalue().decode()
