"""``sightline publish``: a review from an invented nation, keys, and what is said of a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from sightline.cli import publish as command
from sightline.reporting.published import signing
from sightline.reporting.published.site import write_site
from tests.reporting.published.small import source

KEY = bytes(range(32))


def run(*arguments: str | Path, key: str | None = KEY.hex()) -> Result:
    return CliRunner().invoke(
        main, ["publish", *map(str, arguments)], env={"SIGHTLINE_SITE_KEY": key}
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publish") / "site"
    write_site(folder, [], KEY)
    return folder


def test_a_review_is_published_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked out of a nation is tested where the review's report is."""
    made = source({"report": "# A report\n\nOf the files, {figure:seen}."})
    monkeypatch.setattr(command, "_of_review", lambda *_: made)
    monkeypatch.setattr("sightline.reporting.published.downloads.forms", lambda: ("html",))
    folder = tmp_path / "site"
    written = run(folder, "--review", "third-joint-review")
    assert written.exit_code == 0, written.output
    assert f"1 report in 15 files: open {folder / 'index.html'}" in written.output
    checked = run(folder, "--verify", "--key", signing.public_half(KEY))
    assert checked.output == "Every file is as it was published, and there is none more.\n"
    (folder / "index.html").write_text("changed", "utf-8")
    changed = run(folder, "--verify", "--key", signing.public_half(KEY))
    assert (changed.exit_code, changed.output) == (
        1, "index.html: changed since it was published.\n",
    )  # fmt: skip


def test_without_a_key_a_review_is_signed_with_one_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_of_review", lambda *_: source({"report": "# A report"}))
    monkeypatch.setattr("sightline.reporting.published.downloads.forms", lambda: ("html",))
    written = run(tmp_path / "site", "--review", "third-joint-review", key=None)
    assert "signed with a key that was made for it and thrown away" in written.output
    public = written.output.split("--key ")[1].strip()
    assert run(tmp_path / "site", "--verify", "--key", public).exit_code == 0


def test_a_report_with_a_fault_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_of_review", lambda *_: source({"report": "# A\n\nOf 38."}))
    refused = run(tmp_path / "site", "--review", "third-joint-review")
    assert refused.exit_code == 2
    assert "report, line 3: “38” is a number that stands in no figure" in refused.output
    assert list(tmp_path.iterdir()) == []


def test_a_new_key_is_a_pair() -> None:
    told = run("--new-key").output.split()
    private, public = told[0].removeprefix("SIGHTLINE_SITE_KEY="), told[-1]
    assert signing.public_half(signing.key_from(private)) == public


@pytest.mark.parametrize(
    ("arguments", "key", "said"),
    [
        ((), KEY.hex(), "Missing argument 'FOLDER'."),
        (("site", "--verify"), None, "--verify needs --key"),
        (("site", "--verify", "--key", "abc"), None, "--key: A key is 64 hexadecimal digits"),
        (("site",), None, "SIGHTLINE_SITE_KEY is not set"),
        (("site",), "abc", "SIGHTLINE_SITE_KEY: A key is 64 hexadecimal digits"),
        (("site", "--review", "fourth"), None, "holds no figures of a review 'fourth'"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_done(
    arguments: tuple[str, ...], key: str | None, said: str
) -> None:
    refused = run(*arguments, key=key)
    assert refused.exit_code == 2 and said in refused.output


def test_a_folder_of_papers_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_of_review", lambda *_: source({"report": "# A report"}))
    (tmp_path / "letter.txt").write_text("kept", "utf-8")
    refused = run(tmp_path, "--review", "third-joint-review")
    assert refused.exit_code == 2 and "is no site of Sightline" in refused.output


def test_what_was_published_by_another_is_not_passed(small: Path) -> None:
    refused = run(small, "--verify", "--key", signing.public_half(bytes(32)))
    assert refused.exit_code == 1 and "was not signed by this key" in refused.output
