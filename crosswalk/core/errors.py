"""Errors: for "cannot go on" only. Everything that a run survives is a Finding.

::

    CrosswalkError
      InputError        the input cannot be read                             exit 3
        FormatUnknown     no registered format recognises it
        FormatAmbiguous   several formats claim it equally
        SyntaxBroken      not well-formed XML, JSON, ZIP, workbook
        LimitExceeded     larger, deeper or longer than the limits
        Protected         encrypted by Office, ZIP or a corporate agent
        Unreachable       missing, locked by another program, no permission
      OutputError       the output cannot be written                         exit 4
        CannotExpress     the target's minimum is missing, or a rule refuses
        VerifyFailed      what was written does not read back as intended
        Occupied          the output exists and --force was not given
      UsageError        the request makes no sense                           exit 2
        SettingsError     a settings file or environment variable is wrong
        PluginError       a third-party format cannot be loaded
      TableError        a table in mappings/ is wrong                        exit 70
      InternalError     our bug: an unbalanced account, a broken invariant   exit 70
      Cancelled         interrupted                                          exit 130

Each carries a catalogue code; its words in Chinese and English live in the ``messages.toml`` beside
the code that raises it. All survive pickling, so that process pools can pass them on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crosswalk.core.places import Place


class CrosswalkError(Exception):
    """Root of all errors that crosswalk raises on purpose."""

    exit_code: ClassVar[int] = 70

    def __init__(self, code: str, place: Place | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        from crosswalk.core.messages import text_of  # messages import errors

        where = f" [{self.place}]" if self.place else ""
        return f"{self.code}{where}: {text_of(self.code, 'message', 'en', self.params)}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.place, dict(self.params))

    def at(self, file: str | None = None, member: str | None = None) -> CrosswalkError:
        """The same error with the file and member filled in where they were unknown."""
        place = (self.place or Place()).within(file, member)
        return type(self)(self.code, place, **self.params)


def _rebuild(kind: type[CrosswalkError], code: str, place: Place | None, params: dict[str, object]) -> CrosswalkError:
    return kind(code, place, **params)


class InputError(CrosswalkError):
    """The input cannot be read."""

    exit_code = 3


class FormatUnknown(InputError):
    """No registered format recognises the input."""


class FormatAmbiguous(InputError):
    """Several formats recognise the input equally well."""


class SyntaxBroken(InputError):
    """The bytes are not well-formed for their carrier."""


class LimitExceeded(InputError):
    """The input is larger, deeper or longer than the limits allow."""


class Protected(InputError):
    """The input is encrypted or password-protected."""


class Unreachable(InputError):
    """The input is missing, locked or may not be read."""


class OutputError(CrosswalkError):
    """The output cannot be written."""

    exit_code = 4


class CannotExpress(OutputError):
    """The target's minimum is missing, or a rule refuses the conversion."""


class VerifyFailed(OutputError):
    """What was written does not read back as intended."""


class Occupied(OutputError):
    """The output exists already."""


class UsageError(CrosswalkError):
    """The request makes no sense."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file or environment variable is wrong."""


class PluginError(UsageError):
    """A third-party format cannot be loaded."""


class TableError(CrosswalkError):
    """A table in ``mappings/`` is wrong."""


class InternalError(CrosswalkError):
    """A bug of ours."""


class Cancelled(CrosswalkError):
    """The user interrupted the run."""

    exit_code = 130
