"""What sources on the network have in common: the fingerprint of an answer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.ports import FetchRequest, Validators

if TYPE_CHECKING:
    from pipeline.ports import Fetched, Fetcher


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
    fetched = fetcher.fetch(
        FetchRequest(request.url, validators, request.accept, request.headers, request.is_interface)
    )
    if fetched.is_unchanged:
        return fetched, fingerprint, True
    present = _Fingerprint(
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
        sha256=hashlib.sha256(fetched.content).hexdigest(),
    )
    return fetched, present.model_dump_json(), present.sha256 == before.sha256


def _parsed(fingerprint: str) -> _Fingerprint:
    try:
        return _Fingerprint.model_validate_json(fingerprint)
    except ValidationError:
        return _Fingerprint()
