"""The files of a standard: missing, misplaced, undecodable, hostile; and the digest over them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sightline.standard import FaultyStandard, load
from sightline.standard.loader import ALONE, FOLDERS
from tests.standard.asked import SETS
from tests.standard.small import FILES, KINDS, STANDARD, changed, faults_of, write


def test_a_missing_folder(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(FaultyStandard) as raised:
        load(missing)
    assert str(raised.value) == f"{missing}: expected the folder of a standard, found nothing"


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "standard.yaml"
    file.write_text(STANDARD)
    with pytest.raises(FaultyStandard) as raised:
        load(file)
    assert str(raised.value) == f"{file}: expected the folder of a standard, found a file"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert faults_of(tmp_path, {}) == ["standard.yaml: the standard has no standard.yaml"]


def test_a_standard_may_have_no_duties_yet(tmp_path: Path) -> None:
    names = ("standard.yaml", "reference/here.yaml")
    standard = load(write(tmp_path, {name: FILES[name] for name in names}))
    assert (list(standard.kinds), dict(standard.duties)) == (["exemption"], {})


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("duty/plans.yaml", "; did you mean 'duties/plans.yaml'?"),
        ("duties/plans.yml", "; did you mean 'duties/plans.yaml'?"),
        ("duties/more/plans.yaml", "; did you mean 'duties/plans.yaml'?"),
        ("term.yaml", "; did you mean 'terms.yaml'?"),
        ("overlay.yaml", ""),
    ],
)
def test_yaml_that_nobody_reads(tmp_path: Path, name: str, hint: str) -> None:
    found = faults_of(tmp_path, {**FILES, name: "a: b"})
    places = ", ".join([*ALONE, *(f"{folder}/*.yaml" for folder in FOLDERS)])
    assert places.startswith("standard.yaml, terms.yaml, roles.yaml, ")
    assert "kinds/*.yaml, duties/*.yaml, measures/*.yaml, reference/*.yaml, reviews/" in places
    assert found == [f"{name}: nothing reads this file: a standard is {places}{hint}"]


@pytest.mark.parametrize("name", ["standar.yaml", "terms.yml", "role.yaml"])
def test_a_file_at_the_top_is_meant_for_one_of_its_own(tmp_path: Path, name: str) -> None:
    meant = {"standar": "standard", "terms": "terms", "role": "roles"}[name.split(".")[0]]
    (fault,) = faults_of(tmp_path, {**FILES, name: "a: b"})
    assert fault.endswith(f"; did you mean '{meant}.yaml'?")


def test_a_fault_of_a_whole_file_has_no_line_and_says_what_would_do(tmp_path: Path) -> None:
    write(tmp_path, {name: text for name, text in FILES.items() if name != "standard.yaml"})
    write(tmp_path, {"overlay.yaml": "a: b"})
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path)
    misplaced, missing = raised.value.faults
    assert (misplaced.path, misplaced.line, misplaced.column) == ("overlay.yaml", 0, 0)
    assert misplaced.found == "overlay.yaml"
    assert f"a standard is {misplaced.expected}" in misplaced.message
    assert misplaced.expected.startswith("standard.yaml, terms.yaml, ")
    assert (missing.path, missing.line, missing.column) == ("standard.yaml", 0, 0)
    assert (missing.found, missing.expected) == ("nothing", "standard.yaml")


def test_a_missing_folder_is_a_fault_with_its_parts(tmp_path: Path) -> None:
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path / "nowhere")
    (fault,) = raised.value.faults
    assert (fault.path, fault.line, fault.column) == (str(tmp_path / "nowhere"), 0, 0)
    assert (fault.found, fault.expected) == ("nothing", "the folder of a standard")


def test_a_file_that_cannot_be_read_is_a_fault_with_its_parts(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path, overlays=[tmp_path / "none.yaml"])
    (fault,) = raised.value.faults
    assert (fault.path, fault.line, fault.column) == (str(tmp_path / "none.yaml"), 0, 0)
    assert (fault.found, fault.expected) == ("", "a file")


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    other: dict[str, str | bytes] = {
        "README.md": b"\xff",
        ".git/x.yaml": b"\xff",
    }
    assert load(write(tmp_path, {**FILES, **other})).name == "small"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name: sm\xe4ll\n", "1:9: expected text in UTF-8, found the byte 0xe4"),
        (b"a: \xc3\xa4\nname: \xff", "2:7: expected text in UTF-8, found the byte 0xff"),
        (STANDARD.encode("utf-16"), "1:1: expected text in UTF-8, found the byte 0xff"),
        (b"", " the file says nothing"),
        (b"\n# only a remark\n", " the file says nothing"),
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes, expected: str) -> None:
    assert faults_of(tmp_path, {**FILES, "standard.yaml": content}) == [f"standard.yaml:{expected}"]


@pytest.mark.parametrize("content", ["name: a\x00b", "\tname: small", "name: 'small"])
def test_text_that_is_no_yaml(tmp_path: Path, content: str) -> None:
    (fault,) = faults_of(tmp_path, {**FILES, "standard.yaml": content})
    assert "this is not YAML: " in fault


def test_nesting_without_end(tmp_path: Path) -> None:
    deep = "a: " + "[" * 1_000_000
    (fault,) = faults_of(tmp_path, {**FILES, "standard.yaml": deep})
    assert fault == "standard.yaml:1:42: this is nested more deeply than a standard ever is"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**FILES}
    files["standard.yaml"] = b"\xef\xbb\xbf" + STANDARD.encode()
    assert load(write(tmp_path, files)).name == "small"


def test_a_billion_laughs(tmp_path: Path) -> None:
    lines = ["a: &a [ha, ha]"] + [
        f"{name}: &{name} [*{before}, *{before}]"
        for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
    ]
    found = faults_of(tmp_path, {**FILES, "standard.yaml": "\n".join(lines)})
    assert found[:2] == [
        "standard.yaml:1:4: an anchor (&a) has no place in a standard: write it out",
        "standard.yaml:2:4: an anchor (&b) has no place in a standard: write it out",
    ]
    assert len(found) == 31


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**FILES, "terms.yaml": b"#" * 2_000_001}
    assert faults_of(tmp_path, files) == ["terms.yaml: the file is larger than 2 MB"]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "terms.yaml").unlink()
    (tmp_path / "terms.yaml").symlink_to(tmp_path / "nowhere.txt")
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path)
    assert str(raised.value) == "terms.yaml: the file cannot be read: No such file or directory"


def test_one_name_in_two_files(tmp_path: Path) -> None:
    files = {**FILES, "kinds/more.yaml": "visit: {title: Visit}\ncall: {title: Call}"}
    assert faults_of(tmp_path, files) == [
        "kinds/more.yaml:1:1: 'visit' is declared twice: it was first declared in "
        "kinds/all.yaml, line 52"
    ]


# --- the digest ------------------------------------------------------------------------------


def test_the_digest_is_over_path_and_content(tmp_path: Path) -> None:
    expected = hashlib.sha256()
    for path, content in sorted(FILES.items()):
        for piece in (path.encode(), content.encode()):
            expected.update(len(piece).to_bytes(8, "big") + piece)
    assert load(write(tmp_path, FILES)).digest == expected.hexdigest()


def test_the_digest_changes_with_a_byte_and_with_a_name(tmp_path: Path) -> None:
    first = load(write(tmp_path / "a", FILES)).digest
    assert load(write(tmp_path / "b", FILES)).digest == first
    assert load(write(tmp_path / "c", changed("terms.yaml", ("team", "Team")))).digest != first
    renamed = {**{k: v for k, v in FILES.items() if k != "kinds/all.yaml"}, "kinds/b.yaml": KINDS}
    assert load(write(tmp_path / "d", renamed)).digest != first
    asked = {**FILES, "questions/sets.yaml": SETS}
    with_sets = load(write(tmp_path / "e", asked)).digest
    assert with_sets != first
    reworded = {**asked, "questions/sets.yaml": SETS.replace("Was there", "Is there")}
    assert load(write(tmp_path / "f", reworded)).digest != with_sets
