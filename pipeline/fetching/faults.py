"""What can go wrong on the network, in words that a person can act on."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore2

from pipeline.errors import FetchError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CERTIFICATE_FAULTS = {
    9: "is not valid yet (or this machine's clock is slow)",
    10: "has expired",
    18: "is signed by nobody but itself",
    19: "is signed by an authority that this machine does not trust",
    20: "is signed by an authority that this machine does not trust, or the server leaves out a part of its chain",
    21: "is signed by an authority that this machine does not trust, or the server leaves out a part of its chain",
    62: "is made out to another name",
    64: "is made out to another address",
}
"""By OpenSSL's verify code (https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/)."""

_TOO_LARGE = 431  # h11 hints at this status when what it must keep exceeds its limit


@contextmanager
def told_in_words(host: str, until: float, clock: Callable[[], float]) -> Iterator[None]:
    """Turns the errors of connections into FetchError; after ``until``, on ``clock``, they mean that time was up."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        if clock() >= until:
            raise FetchError(f"{host} did not finish its answer in time.", "Try again later.") from error
        raise TransientError(f"{host} does not answer.", "Try again later.") from error
    except httpcore2.RemoteProtocolError as error:
        raise _protocol_fault(host, error) from error
    except httpcore2.NetworkError as error:
        raise _connection_fault(host, error) from error
    except httpcore2.LocalProtocolError as error:
        raise FetchError(f"The request to {host} is not valid: {error}.", "Check its headers.") from error


def _protocol_fault(host: str, error: Exception) -> FetchError:
    if getattr(error.args[0] if error.args else None, "error_status_hint", 0) == _TOO_LARGE:
        return FetchError(f"{host} sends headers without end.", "Report it to the site.")
    return TransientError(f"{host} broke off its answer ({str(error)[:200]}).", "Try again later.")


def _connection_fault(host: str, error: BaseException) -> FetchError:
    cause = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
    if isinstance(cause, ssl.SSLCertVerificationError):
        fault = _CERTIFICATE_FAULTS.get(cause.verify_code, f"cannot be verified ({cause.verify_message})")
        return FetchError(
            f"The certificate of {host} {fault}.",
            "Look at the address in a browser; if it warns as well, tell the site's operator.",
        )
    if cause is not None:
        return FetchError(f"{host} does not speak TLS as it should ({cause.reason}).", "Try http:// instead.")
    return TransientError(f"{host} cannot be reached ({error}).", "Check the address and the network.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
