"""What is written for Word and Excel, opened by LibreOffice. Only the long tests ask for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def opened(content: bytes, name: str, to: str, folder: Path) -> bytes:
    """A document as LibreOffice writes it in another form, such as ``pdf`` or ``csv``.

    ``name``: of the document, whose ending says its form. Skips where there is no LibreOffice.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = folder / name
    path.write_bytes(content)
    call = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", to, "--outdir", str(folder), str(path)]  # fmt: skip
    subprocess.run(call, check=True, capture_output=True, timeout=300)
    return path.with_suffix(f".{to}").read_bytes()


def words_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF, in one line."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = folder / "words.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(
        ["pdftotext", str(path), "-"], check=True, capture_output=True, timeout=60
    )
    return " ".join(found.stdout.decode().split())
