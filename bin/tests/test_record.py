from pathlib import Path

import pytest

from support.console import Problem
from support.processes import ProcessId
from support.record import Record, claim, forget, read


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = Record(ProcessId(7, "1"), "http://localhost:3000", True, {"api": ProcessId(8, "2")})
    written.write(tmp_path)
    assert read(tmp_path) == written
    forget(tmp_path)
    assert read(tmp_path) is None
    forget(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"supervisor": 3}', '{"supervisor": {"pid": 1}, "children": []}'])
def test_a_damaged_record_is_no_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "demo.json").write_text(text)
    assert read(tmp_path) is None


def test_a_data_directory_is_claimed_once(tmp_path: Path) -> None:
    data_dir = tmp_path / "new" / "demo"
    lock = claim(data_dir, "bin/demo --stop")
    Record(ProcessId(7, "1"), "http://localhost:3999").write(data_dir)
    with pytest.raises(Problem, match=r"in use: a demo runs there at http://localhost:3999\. .* bin/demo --stop\.$"):
        claim(data_dir, "bin/demo --stop")
    lock.close()
    claim(data_dir, "bin/demo --stop").close()


def test_a_file_is_no_data_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="is not a directory"):
        claim(tmp_path / "file", "bin/demo --stop")
