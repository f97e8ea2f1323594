from pathlib import Path

import pytest

from support.stamps import is_fresh, record, tree_hash


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "src" / "a.ts").write_text("a")
    (tmp_path / "src" / "deep" / "b.ts").write_text("b")
    return tmp_path


def test_the_same_files_have_the_same_hash(tree: Path) -> None:
    assert tree_hash([tree]) == tree_hash([tree])


@pytest.mark.parametrize("change", ["edit", "add", "remove", "rename"])
def test_every_change_changes_the_hash(tree: Path, change: str) -> None:
    before = tree_hash([tree])
    file = tree / "src" / "deep" / "b.ts"
    if change == "edit":
        file.write_text("c")
    elif change == "add":
        (tree / "src" / "c.ts").touch()
    elif change == "remove":
        file.unlink()
    else:
        file.rename(file.with_name("c.ts"))
    assert tree_hash([tree]) != before


def test_bytes_do_not_move_between_files_unseen(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, (first, second) in {one: ("ab", "c"), two: ("a", "bc")}.items():
        folder.mkdir()
        (folder / "x").write_text(first)
        (folder / "y").write_text(second)
    assert tree_hash([one]) != tree_hash([two])


def test_what_tools_write_does_not_count(tree: Path) -> None:
    before = tree_hash([tree])
    for name in ("node_modules", "dist", "test-results"):
        (tree / name).mkdir()
        (tree / name / "made").touch()
    (tree / "tsconfig.tsbuildinfo").touch()
    assert tree_hash([tree]) == before


def test_what_else_counts_is_in_the_hash(tree: Path) -> None:
    assert tree_hash([tree], extra="node 20") != tree_hash([tree], extra="node 24")


def test_a_stamp_is_fresh_for_its_own_hash_only(tmp_path: Path) -> None:
    assert not is_fresh("pages", "one", tmp_path / "stamps")
    record("pages", "one", tmp_path / "stamps")
    assert is_fresh("pages", "one", tmp_path / "stamps")
    assert not is_fresh("pages", "two", tmp_path / "stamps")
