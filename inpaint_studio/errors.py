"""The exceptions of Inpaint Studio.

Every error that a user can cause or meet is an `InpaintStudioError`; its message is one line that
names the value, the limit and the remedy, fit to be shown as it is. Programming mistakes raise the
built-in exceptions. Of the package this module knows `Message` alone, and loads it when an error is
raised: help and version need none.

    InpaintStudioError
    ├── BadInputError                 what the user gave cannot be used (exit status 2)
    │   ├── PhotoFileError            a photo or mask file cannot be read or written as asked
    │   ├── SizeMismatchError         photo and mask (or guide) differ in size
    │   ├── ModelNotFoundError        no model of that name
    │   ├── ModelFileError            a weights file is not what it should be
    │   └── OptionError               an option's value is out of range or unknown
    ├── MissingPartError              a library, extra or weights file is not installed
    ├── OutOfMemoryError              memory ran out after every step down
    └── CancelledError                the user cancelled (exit status 130)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from inpaint_studio.jobs.messages import Message

__all__ = [
    "BadInputError",
    "CancelledError",
    "InpaintStudioError",
    "MissingPartError",
    "ModelFileError",
    "ModelNotFoundError",
    "OptionError",
    "OutOfMemoryError",
    "PhotoFileError",
    "SizeMismatchError",
]


class InpaintStudioError(Exception):
    """Base of every error meant for a user; `exit_status` is what the command line returns.

    Parameters
    ----------
    template, values
        What a `Message` is made of; the template is written out where the error is raised.

    Attributes
    ----------
    message
        What is said; `str()` gives it in English.
    """

    exit_status: int = 1

    def __init__(self, template: str, /, **values: object) -> None:
        from inpaint_studio.jobs.messages import Message

        super().__init__(template)
        self.message = Message(template, **values)

    def __str__(self) -> str:
        return str(self.message)

    @classmethod
    def saying(cls, message: Message) -> Self:
        """An error with a message that was made elsewhere."""
        error = cls(message.template)
        error.message = message
        return error

    def __reduce__(self) -> tuple[Any, ...]:
        # By what was said: an exception keeps no values by itself.
        return type(self).saying, (self.message,)


class BadInputError(InpaintStudioError):
    """What the user gave cannot be used."""

    exit_status = 2


class PhotoFileError(BadInputError):
    """A photo or mask file cannot be read or written as asked."""


class SizeMismatchError(BadInputError):
    """Photo and mask, or photo and guide, differ in size."""


class ModelNotFoundError(BadInputError):
    """There is no model of the given name."""


class ModelFileError(BadInputError):
    """A weights file is missing, damaged, unsafe or of another network."""


class OptionError(BadInputError):
    """An option's value is out of range or unknown."""


class MissingPartError(InpaintStudioError):
    """A library, an optional extra or a model's weights are not installed."""


class OutOfMemoryError(InpaintStudioError):
    """Memory ran out even after every step down."""


class CancelledError(InpaintStudioError):
    """The user cancelled; nothing half-done is left."""

    exit_status = 130
