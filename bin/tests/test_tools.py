from pathlib import Path

import pytest

from support import tools
from support.console import Problem


def program(folder: Path, name: str, answer: str, code: int = 0) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho '{answer}'\nexit {code}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tools, "TOOLS", tmp_path / "tools")
    return tmp_path / "path"


def private(path: Path) -> Path:
    return path.parent / "tools"


def env(path: Path) -> dict[str, str]:
    return {"PATH": f"{path}:/usr/bin:/bin"}


def test_uv_of_path_is_taken(path: Path) -> None:
    program(path, "uv", "uv 0.13.9 (x86_64)")
    assert tools.find_uv(env(path)) == str(path / "uv")


@pytest.mark.parametrize(("answer", "code"), [("uv 0.4.30", 0), ("pyenv: uv: command not found", 127)])
def test_an_old_or_broken_uv_is_not_taken(path: Path, answer: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    program(path, "uv", answer, code)
    installed: list[Path] = []
    monkeypatch.setattr(tools, "_install_uv", lambda folder, env: installed.append(folder))
    assert tools.find_uv(env(path)) == str(private(path) / "uv" / "bin" / "uv")
    assert installed == [private(path) / "uv"]


def test_a_private_uv_is_installed_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(path, "uv", "uv 0.1.0")
    (private(path) / "uv").mkdir(parents=True)
    program(private(path) / "uv" / "bin", "uv", f"uv {tools.UV_VERSION}")
    monkeypatch.setattr(tools, "_install_uv", lambda folder, env: pytest.fail("installed again"))
    assert tools.find_uv(env(path)).startswith(str(private(path)))


def test_node_of_path_is_taken_when_it_is_new_enough(path: Path) -> None:
    program(path, "node", "v20.19.0")
    program(path, "npm", "10.0.0")
    assert tools.find_node("uv", env(path)) == (str(path / "node"), [str(path / "npm")])


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.3"])
def test_an_old_node_is_replaced_by_the_wheel(path: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program(path, "node", version)
    program(path, "npm", "10.0.0")
    asked: list[list[str]] = []
    monkeypatch.setattr(tools, "run", lambda arguments, **rest: asked.append(arguments))
    node, npm = tools.find_node("uv", env(path))
    assert node.startswith(str(private(path)))
    assert npm[0] == node
    assert asked[0][:3] == ["uv", "pip", "install"]


def test_pnpm_of_another_major_version_is_not_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(path, "pnpm", "9.15.0")
    asked: list[list[str]] = []
    monkeypatch.setattr(tools, "run", lambda arguments, **rest: asked.append(arguments))
    assert tools.find_pnpm(["npm"], env(path)).startswith(str(private(path)))
    assert asked[0][-1] == f"pnpm@{tools.PNPM_VERSION}"


def test_children_get_the_quickest_python_and_no_proxy_to_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("NO_PROXY", "intranet")
    monkeypatch.setattr(tools, "quickest_python", lambda env: "/usr/bin/python3.14")
    found = tools.base_env()
    assert "VIRTUAL_ENV" not in found
    assert found["UV_PYTHON"] == "/usr/bin/python3.14"
    assert found["UV_PYTHON_DOWNLOADS"] == "never"
    assert found["NO_PROXY"] == "intranet,localhost,127.0.0.1,::1"


def test_a_failing_installation_says_what_failed(path: Path) -> None:
    program(path, "npm", "no such package", 1)
    program(path, "pnpm", "9.15.0")
    with pytest.raises(Problem, match=r"(?s)^Installing pnpm failed: .*no such package"):
        tools.find_pnpm([str(path / "npm")], env(path))
