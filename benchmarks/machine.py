"""The machine and the corpus that figures belong to."""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline

if TYPE_CHECKING:
    from benchmarks.task import Figures

# Instruction sets that decide how fast 8-bit and 32-bit products are.
_INSTRUCTIONS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm")

_BLOCK = 1 << 20


def machine() -> Figures:
    """Processor, cores, load and versions, as far as this system tells."""
    processor, flags = _processor()
    return {
        "throughline": pipeline.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor,
        "instructions": " ".join(name for name in _INSTRUCTIONS if name in flags),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(_memory_bytes() / 2**30, 1),
        "load_1min": round(os.getloadavg()[0], 2),
    }


def corpus(data: Path | None) -> Figures:
    """Name, size and digest of what was read: of one file, or of all files of a folder in the order of their names."""
    if data is None:
        return {"name": "made up"}
    files = [data] if data.is_file() else sorted(path for path in data.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return {
        "name": data.name,
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "sha256": digest.hexdigest()[:16],
    }


def _processor() -> tuple[str, frozenset[str]]:
    """Name and feature flags (Linux only, else what Python knows)."""
    information = Path("/proc/cpuinfo")
    if not information.is_file():
        return platform.processor(), frozenset()
    name, flags = platform.processor(), frozenset[str]()
    for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            name = value.strip()
        elif key.strip() in {"flags", "Features"}:
            flags = frozenset(value.split())
    return name, flags


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
