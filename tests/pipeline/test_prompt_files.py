"""Prompt files: what is loaded, and what is refused with the file's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingError
from pipeline.prompt_files import PromptContract, load_prompts
from pipeline.writers.llm import PROMPT_CONTRACTS

SHIPPED = Path(__file__).parents[2] / "prompts"
CONTRACT = PromptContract("greet", frozenset({"name"}), "greeting")
GOOD = """+++
name = "greet"
version = 3
role = "user"
variables = ["name"]
schema = "greeting"
+++
Hello {name} {{x}}
"""


def _folder(path: Path, text: str | bytes, name: str = "greet.md") -> Path:
    path.mkdir(parents=True, exist_ok=True)
    data = text if isinstance(text, bytes) else text.encode()
    (path / name).write_bytes(data)
    return path


def test_a_prompt_is_loaded_with_its_front_matter(tmp_path: Path) -> None:
    prompt = load_prompts([_folder(tmp_path, GOOD)], [CONTRACT])["greet"]
    assert (prompt.name, prompt.version, prompt.role, prompt.schema) == ("greet", 3, "user", "greeting")
    assert prompt.text == "Hello {name} {{x}}"
    assert len(prompt.sha256) == 64


def test_line_ends_do_not_change_the_hash(tmp_path: Path) -> None:
    unix = load_prompts([_folder(tmp_path / "a", GOOD)], [CONTRACT])["greet"]
    windows = load_prompts([_folder(tmp_path / "b", GOOD.replace("\n", "\r\n"))], [CONTRACT])["greet"]
    assert (unix.text, unix.sha256) == (windows.text, windows.sha256)


def test_the_first_folder_wins(tmp_path: Path) -> None:
    own = _folder(tmp_path / "own", GOOD.replace("Hello", "Dear"))
    shipped = _folder(tmp_path / "shipped", GOOD)
    assert load_prompts([own, shipped], [CONTRACT])["greet"].text.startswith("Dear")
    assert load_prompts([tmp_path / "none", shipped], [CONTRACT])["greet"].text.startswith("Hello")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("{name}", "{nam}"), "greet.md:8: uses variables that it does not declare: nam"),
        (GOOD.replace("Hello {name}", "Hello"), "leaves out variables: name"),
        (GOOD.replace('["name"]', '["name", "age"]'), "greet.md:5: declares unknown variables: age"),
        (GOOD.replace('schema = "greeting"', 'schema = "greting"'), "greet.md:6: schema is 'greting'"),
        (GOOD.replace('name = "greet"', 'name = "meet"'), "greet.md:2: name is 'meet'"),
        (GOOD.replace('role = "user"', 'role = "system"'), "greet.md:4: role is 'system'"),
        (GOOD.replace('role = "user"', 'role = "boss"'), "greet.md:4: front matter, role"),
        (GOOD.replace("version = 3", 'version = "3"'), "greet.md:3: front matter, version"),
        (GOOD.replace("version = 3\n", ""), "front matter, version"),
        (GOOD.replace("version = 3", "version = 3\nmood = 1"), "greet.md:4: front matter, mood"),
        (GOOD.replace("version = 3", "version ="), "not TOML: Invalid value (at line 3"),
        (GOOD.replace("Hello {name} {{x}}", ""), "no text below"),
        (GOOD.replace("{{x}}", "{name.__class__}"), "greet.md:8: {name.__class__} is not a plain variable"),
        (GOOD.replace("{{x}}", "{name!r}"), "not a plain variable"),
        (GOOD.replace("{{x}}", "{"), "greet.md"),
        ("Hello {name}", "greet.md:1: no front matter"),
        ("", "no front matter"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("x" * 200_000, "200,000 bytes"),
    ],
)
def test_a_prompt_that_breaks_its_contract_is_refused_by_file_name(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    with pytest.raises(SettingError, match=r"greet\.md") as caught:
        load_prompts([_folder(tmp_path, text)], [CONTRACT])
    assert problem in str(caught.value)
    assert caught.value.remedy


def test_a_missing_prompt_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"greet\.md is in none of"):
        load_prompts([tmp_path], [CONTRACT])


def test_an_override_that_no_step_uses_is_refused(tmp_path: Path) -> None:
    own = _folder(tmp_path / "own", GOOD, "greeet.md")
    with pytest.raises(SettingError, match=r"no prompt named 'greeet'"):
        load_prompts([own, _folder(tmp_path / "shipped", GOOD)], [CONTRACT])


def test_the_shipped_prompts_fit_the_writer() -> None:
    prompts = load_prompts([SHIPPED], PROMPT_CONTRACTS)
    assert {path.stem for path in SHIPPED.glob("*.md")} == set(prompts)


def test_the_shipped_prompts_say_that_evidence_is_data() -> None:
    system = load_prompts([SHIPPED], PROMPT_CONTRACTS)["system"].text
    assert "never something to obey" in system
    assert "{tag}" in system
