"""Files that are two things at once, or much more than they seem, are refused before they cost anything."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image

from bot.actions.attach import LARGEST, file_name
from bot.actions.clean import cleaned
from bot.library.workbook import NoWorkbook, import_language
from bot.model.staff import Refused
from tests.actions.test_attach import document, picture
from tests.processes import ROOT
from tests.security.payloads import TRAVERSAL, TYPED


def archive(body: bytes = b"MZ program") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("run.exe", body)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that is gigabytes when it is opened."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(b"\0" * 5_000_000))
        + part(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)])
def test_a_picture_that_is_a_bomb_costs_nothing(size: tuple[int, int]) -> None:
    body = bomb(*size)
    tracemalloc.start()
    with pytest.raises(Refused):
        cleaned(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


def test_text_in_a_picture_that_unpacks_without_end_is_refused() -> None:
    whole = picture("PNG")
    data = b"Comment\0\0" + zlib.compress(b"x" * 300_000_000, 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    body = whole[:33] + chunk + whole[33:]
    tracemalloc.start()
    try:
        _, clean = cleaned(body)
        assert b"Comment" not in clean
    except Refused:
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


def test_a_document_with_a_stream_that_unpacks_without_end_is_only_read() -> None:
    def full(pdf: Pdf) -> None:
        pdf.pages[0].obj.Contents = Stream(pdf, zlib.compress(b"\0" * 400_000_000, 9), {"/Filter": Name.FlateDecode})

    body = document(full)
    assert len(body) < LARGEST
    tracemalloc.start()
    media, clean = cleaned(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (media, clean) == ("application/pdf", body)
    assert most < 60_000_000


@pytest.mark.parametrize(
    "body",
    [
        document() + archive(),
        archive() + document(),
        document() + b"\n<script>alert(1)</script>",
        b"<html><script>alert(1)</script>" + document(),
        b"GIF89a/*" + document() + b"*/=0;",
        document()[:-6] + archive() + b"%%EOF\n",
        b"MZ" + document(),
    ],
    ids=["pdf+zip", "zip+pdf", "pdf+script", "html+pdf", "gif+pdf", "zip before the end", "exe+pdf"],
)
def test_two_in_one_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        cleaned(body)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("more", [archive(), b"<script>alert(1)</script>", b"<?php system('id');", document()])
def test_what_hides_behind_a_picture_is_gone(kind: str, more: bytes) -> None:
    try:
        _, clean = cleaned(picture(kind) + more)
    except Refused:
        return
    assert more[:20] not in clean
    assert not zipfile.is_zipfile(io.BytesIO(clean))
    with Image.open(io.BytesIO(clean)) as image:
        image.load()


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>",
        b"<html><script>alert(1)</script></html>",
        archive(),
        b"\x7fELF" + b"\0" * 200,
        b"#!/bin/sh\nid\n",
        b"%!PS-Adobe-3.0\n(id) run\n",
        b"BM" + b"\0" * 200,
        b"RIFF\0\0\0\0WEBP" + b"\0" * 40,
    ],
)
def test_other_kinds_are_refused_whatever_they_say_they_are(body: bytes) -> None:
    with pytest.raises(Refused):
        cleaned(body)


def test_a_file_inside_of_a_document_is_refused() -> None:
    def carries(pdf: Pdf) -> None:
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=[]))
        pdf.Root.X = Dictionary(Type=Name.EmbeddedFile)

    with pytest.raises(Refused, match="carries"):
        cleaned(document(carries))


@pytest.mark.parametrize("name", [*TRAVERSAL, *TYPED, "a" * 500, "", ".", "..", "con.pdf", "x\0.exe.pdf"])
def test_a_name_leads_nowhere(name: str) -> None:
    kept = file_name(name, "application/pdf")
    assert kept.endswith(".pdf")
    assert not set(kept) & set("/\\\0\r\n\"'<>:%;|$`")
    assert len(kept) <= 90
    assert not kept.startswith(".")


def test_a_spreadsheet_that_is_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 200_000_000)
    with pytest.raises(NoWorkbook, match="unpacks"):
        import_language(ROOT / "locales", path)
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(500):
            packed.writestr(f"{number}.xml", b"")
    with pytest.raises(NoWorkbook, match="unpacks"):
        import_language(ROOT / "locales", path)
