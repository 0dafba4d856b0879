"""Write the static files that Sightline takes from GOV.UK Frontend, MoJ Frontend and Arimo.

    python -m tools.assets        (make assets)

It needs npm, for the packages; whoever uses or tests Sightline does not, because what it writes is
kept in the repository. Left out: GDS Transport, the crown and the crest, which only services on
gov.uk domains may use, and the source maps.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/sightline/service/ui/static/sightline"

GOVUK = "govuk-frontend@6.3.0"
MOJ = "@ministryofjustice/frontend@11.1.0"
ARIMO = "@fontsource/arimo@5.3.0"

MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def unpacked(package: str, folder: Path) -> Path:
    """The files of a package of npm, fetched into a folder of its own."""
    place = folder / re.sub(r"\W+", "-", package)
    place.mkdir()
    told = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=place, check=True, capture_output=True, text=True
    )
    with tarfile.open(place / told.stdout.split()[-1]) as archive:
        archive.extractall(place, filter="data")
    return place / "package"


def without_what_is_not_ours(css: str) -> str:
    """The style sheet with our font, our addresses, and no crest."""
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,", "Arimo,Arial,")
    css = re.sub(r"[a-z-]+:url\([^)]*crest[^)]*\);?", "", css)
    css = re.sub(r"[^{}]*copyright-logo:before\{[^}]*\}", "", css)
    css = css.replace("url(/assets/images/", "url(")
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css).strip() + "\n"


def without_source_map(script: str) -> str:
    return re.sub(r"//# sourceMappingURL=\S*", "", script).strip() + "\n"


def images_in(css: str) -> Iterable[str]:
    """The names of the images that a style sheet asks for."""
    return sorted(set(re.findall(r"url\(([^):]+)\)", css)))


def files(folder: Path) -> dict[str, bytes]:
    """Every file to be kept, by its name."""
    govuk, moj, arimo = (unpacked(package, folder) for package in (GOVUK, MOJ, ARIMO))
    found: dict[str, bytes] = {}
    for name, place in (("govuk-frontend", govuk / "dist/govuk"), ("moj-frontend", moj / "moj")):
        css = without_what_is_not_ours((place / f"{name}.min.css").read_text("utf-8"))
        found[f"{name}.min.css"] = css.encode()
        script = (place / f"{name}.min.js").read_text("utf-8")
        found[f"{name}.min.js"] = without_source_map(script).encode()
        for image in images_in(css):
            found[image] = (place / "assets/images" / image).read_bytes()
    for weight in (400, 700):
        name = f"arimo-latin-{weight}-normal.woff2"
        found[name] = (arimo / "files" / name).read_bytes()
    found["LICENCES.txt"] = licences((arimo / "LICENSE").read_text("utf-8")).encode()
    return found


def licences(of_the_font: str) -> str:
    return "\n\n".join(
        [
            "Written by tools/assets.py; do not change it by hand.",
            f"govuk-frontend.min.css, govuk-frontend.min.js: {GOVUK}, changed as tools/assets.py "
            "says.\nThe MIT License. Copyright (C) 2017 Crown Copyright (Government Digital "
            "Service).",
            f"moj-frontend.min.css, moj-frontend.min.js, icon-*.svg: {MOJ}, changed as "
            "tools/assets.py says.\nThe MIT License. Copyright (c) 2019 Ministry of Justice.",
            MIT.strip(),
            f"arimo-*.woff2: {ARIMO}.\n{of_the_font.strip()}",
            "Everything else in this folder is Sightline's own, under the licence of Sightline.\n",
        ]
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files(Path(folder)).items():
            (STATIC / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
