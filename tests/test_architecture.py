"""The house keeps its shape: layers, wrappers, declared dependencies, and locks that name no registry."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pipeline

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Declared though nothing of ours imports them, and why.
UNIMPORTED = {
    "langchain",  # one working set with langchain-core and langchain-openai
    "lxml-html-clean",  # imported by trafilatura, which does not declare it
}

OWN = ("pipeline", "store", "benchmarks")

# Folders of data, which no layer imports.
DATA_FOLDERS = {"demo", "default_topics"}


def declared(file: str = "requirements.in") -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("#")}


def imported() -> dict[str, str]:
    """Third-party packages by import name, with one module that imports each."""
    graph = grimp.build_graph(*OWN, include_external_packages=True, cache_dir=None)
    found: dict[str, str] = {}
    for module in graph.modules:
        if module.split(".")[0] in OWN or module.split(".")[0] in sys.stdlib_module_names:
            continue
        found[module.split(".")[0]] = min(graph.find_modules_that_directly_import(module))
    return found


def test_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_module_has_its_place_in_the_layers() -> None:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = set(re.findall(r"pipeline\.(\w+)", " ".join(layers)))
    present = {path.stem for path in (ROOT / "pipeline").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert present - {"__init__", "__pycache__"} - DATA_FOLDERS == named


def test_every_imported_library_is_declared() -> None:
    names = packages_distributions()
    known = declared() | declared("requirements-peer-nodeps.in")
    missing = {
        f"{library} (imported by {module})"
        for library, module in imported().items()
        if not known.intersection(canonicalize_name(name) for name in names.get(library, [library]))
    }
    assert not missing, f"name these in requirements.in: {sorted(missing)}"


def test_every_declared_library_is_used() -> None:
    names = packages_distributions()
    used = {canonicalize_name(name) for library in imported() for name in names.get(library, [library])}
    assert declared() - used == UNIMPORTED


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_locks_pin_by_hash_and_name_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(index-url|extra-index-url|find-links|trusted-host)", text, re.MULTILINE)
    pinned = re.findall(r"^[a-z0-9][\w.-]*==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)) > 0


def test_locks_hold_what_is_declared() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            pin = f"{canonicalize_name(requirement.name)}{requirement.specifier} "
            assert f"\n{pin}" in lock.replace("_", "-").replace("ruamel.yaml", "ruamel-yaml"), (
                f"run `make lock`: {line}"
            )


def test_the_version_is_written_once() -> None:
    assert PYPROJECT["project"]["version"] == pipeline.__version__
