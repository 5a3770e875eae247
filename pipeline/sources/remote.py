"""What sources on the network have in common: the fingerprint of an answer, and reading JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.ports import Validators

if TYPE_CHECKING:
    from pydantic import JsonValue

    from pipeline.ports import Fetched, Fetcher, FetchRequest


class _Fingerprint(BaseModel):
    """What is kept of an answer: its validators, and a hash of its content."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


def fetch_if_changed(fetcher: Fetcher, request: FetchRequest, fingerprint: str) -> tuple[Fetched, str, bool]:
    """Get a resource unless it is what it was at ``fingerprint``.

    Returns the answer, its fingerprint, and whether it is unchanged: by its validators, or byte by byte. Raises
    FetchError.
    """
    before = _parsed(fingerprint)
    validators = Validators(before.etag, before.last_modified)
    fetched = fetcher.fetch(replace(request, validators=validators))
    if fetched.is_unchanged:
        return fetched, fingerprint, True
    present = _Fingerprint(
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
        sha256=hashlib.sha256(fetched.content).hexdigest(),
    )
    return fetched, present.model_dump_json(), present.sha256 == before.sha256


def parse_json(content: bytes, location: str) -> JsonValue:
    """The value that JSON from the network holds; control characters in strings are let pass. Raises InputError."""
    try:
        value: JsonValue = json.loads(content, strict=False)
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0][:120]
        raise InputError(f"{location}: the answer is not JSON ({reason}).", "Try again later.") from error
    return value


def _parsed(fingerprint: str) -> _Fingerprint:
    try:
        return _Fingerprint.model_validate_json(fingerprint)
    except ValidationError:
        return _Fingerprint()
