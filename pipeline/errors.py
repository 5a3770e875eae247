"""The tree of errors. Each says what happened and what to do, and knows its exit code and whether to try again.

ThroughlineError
├── UsageError              the command or a setting is wrong (exit 2)
│   ├── SettingError
│   └── TopicError
├── InputError              a file, feed or page cannot be read at all (exit 1)
├── WorkspaceError          no workspace, not writable, locked
├── StoreError
│   ├── StoreTooNewError    written by a newer version
│   └── IndexCorruptError   the vector index must be rebuilt; the store itself is whole
├── LineageError            what is recorded of events and themes contradicts itself
├── EmbedderError
├── ModelError              a call to a language model failed
│   ├── ModelUnavailableError   unreachable, overloaded, timed out: worth another try
│   ├── ModelRefusedError       key missing or refused (exit 4)
│   ├── ModelAnswerError        an answer that is not what was asked for
│   └── ContextTooLongError     the evidence does not fit the model
├── UnansweredError         the sources hold no answer to a question
├── FetchError              a page or feed could not be fetched
│   └── ForbiddenAddressError   it leads to an address that must not be reached
├── ExtractionError         reading a document crashed, took too long or too much memory: worth another try
│   ├── ExtractorUnavailableError   the processes that read documents do not start; no document is to blame
│   └── SetAsideError           a document that failed so often that it is not tried again
└── CeilingError            a limit in money, tokens or time was reached (exit 5)
"""

from __future__ import annotations

from typing import ClassVar


class ThroughlineError(Exception):
    """Base of all errors that a user can act on. ``remedy`` is one sentence that says what to do."""

    exit_code: ClassVar[int] = 1
    retry: ClassVar[bool] = False

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(ThroughlineError):
    """The command was called wrongly."""

    exit_code = 2


class SettingError(UsageError):
    """A setting is unknown or has a value that is not allowed."""


class TopicError(UsageError):
    """A topic file cannot be used."""


class InputError(ThroughlineError):
    """An input file or folder cannot be read at all."""


class WorkspaceError(ThroughlineError):
    """The workspace is missing, not writable or in use."""


class StoreError(ThroughlineError):
    """The store cannot be opened or does not hold what it should."""


class StoreTooNewError(StoreError):
    """The store was written by a newer version of Throughline."""


class IndexCorruptError(StoreError):
    """The vector index cannot be opened or does not match the store; it can be rebuilt from it."""


class LineageError(ThroughlineError):
    """What is recorded of events and themes contradicts itself or what is there."""


class EmbedderError(ThroughlineError):
    """The embedder cannot be built or gave something that is not an embedding."""


class ModelError(ThroughlineError):
    """A call to a language model failed."""


class ModelUnavailableError(ModelError):
    """The endpoint cannot be reached, is overloaded or did not answer in time."""

    retry = True


class ModelRefusedError(ModelError):
    """The endpoint wants a key, or refuses the one it got."""

    exit_code = 4


class ModelAnswerError(ModelError):
    """The model's answer is cut off, refused, empty, or not in the form that was asked for."""


class UnansweredError(ThroughlineError):
    """The sources hold no answer to a question."""


class ContextTooLongError(ModelError):
    """The call does not fit the model's context."""


class FetchError(ThroughlineError):
    """A page or feed could not be fetched.

    ``status`` is that of the server's answer, 0 without one; ``retry_after_seconds`` how long it asked to be left alone
    (0: it did not); ``steps`` tell what was done until then, for people.
    """

    def __init__(
        self,
        message: str,
        remedy: str = "",
        *,
        status: int = 0,
        retry_after_seconds: float = 0.0,
        steps: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, remedy)
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.steps = steps

    @property
    def is_gone(self) -> bool:
        """Whether the server says that there is no such thing (any more)."""
        return self.status in {404, 410}


class TransientError(FetchError):
    """A fault that may be gone at the next attempt."""


class ForbiddenAddressError(FetchError):
    """A name or redirect leads to an address that must not be reached."""


class ExtractionError(ThroughlineError):
    """Reading a document crashed, took too long or too much memory."""

    retry = True


class ExtractorUnavailableError(ExtractionError):
    """The processes that read documents do not start; no document is to blame."""


class SetAsideError(ExtractionError):
    """A document failed so often that it is not tried again until it changes."""

    retry = False


class CeilingError(ThroughlineError):
    """A limit in money, tokens or time was reached."""

    exit_code = 5
