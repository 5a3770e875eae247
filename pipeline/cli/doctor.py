"""``throughline doctor``: is everything in place, and if not, how is it mended?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer  # noqa: TC002 - as below

from pipeline.cli.choices import Json  # noqa: TC001 - typer reads annotations when it runs
from pipeline.cli.output import safe, write_json, write_lines, write_table
from pipeline.cli.shell import ExitCode, shell_of, workspace_root
from pipeline.errors import ThroughlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cli.checks import Check
    from pipeline.cli.origins import SettingInForce
    from pipeline.cli.shell import Shell

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Document of ``doctor``. There are no settings when they could not be read."""

    checks: tuple[Check, ...]
    settings: tuple[SettingInForce, ...]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, as_json: Json = False) -> int:
    """Check that everything is in place, or say how to mend it.

    Shows all settings and where each came from. A key is never shown.
    """
    shell = shell_of(context)
    diagnosis = _diagnosed(shell)
    if as_json:
        write_json(shell, diagnosis)
    else:
        _write_settings(shell, diagnosis.settings)
        _write_checks(shell, diagnosis.checks)
    codes = {check.exit_code for check in diagnosis.checks if check.outcome.value == "fail"}
    if ExitCode.REFUSED in codes:
        return ExitCode.REFUSED
    return ExitCode.FAILED if codes else ExitCode.DONE


def _diagnosed(shell: Shell) -> Diagnosis:
    from pipeline.cli.checks import Check, Outcome, workspace_checks
    from pipeline.cli.origins import settings_in_force
    from pipeline.workspace import open_workspace

    try:
        workspace = open_workspace(workspace_root(shell), shell.environment, {})
    except ThroughlineError as error:
        failed = Check("workspace", Outcome.FAIL, error.message, error.remedy)
        return Diagnosis((failed,), ())
    settings = settings_in_force(workspace, shell.environment)
    changed = sum(setting.origin != "default" for setting in settings)
    found = Check("workspace", Outcome.OK, f"{workspace.root}, {changed} of {len(settings)} settings changed")
    checks = workspace_checks(workspace, shell.environment, shell.clock())
    return Diagnosis((found, *checks), settings)


def _write_settings(shell: Shell, settings: Sequence[SettingInForce]) -> None:
    if settings:
        rows = [(setting.name, setting.value, setting.origin) for setting in settings]
        write_table(shell, ("setting", "value", "from"), rows)
        write_lines(shell, [""])


def _write_checks(shell: Shell, checks: Sequence[Check]) -> None:
    width = max(len(check.name) for check in checks)
    lines: list[str] = []
    styles: list[str] = []
    for check in checks:
        lines.append(f"{check.outcome.value:<4}  {check.name:<{width}}  {safe(check.detail)}")
        styles.append(_STYLES[check.outcome.value])
        if check.remedy:
            lines.append(f"{'':<{width + 8}}{safe(check.remedy)}")
            styles.append("")
    write_lines(shell, lines, styles)
