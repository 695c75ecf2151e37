"""One way to say something to a person: a template and what is filled into it.

Errors, notes and progress carry a `Message`. `str()` gives English; a window gives `text` a
translation of the template. So a sentence is never searched for what it says: what code needs to
know of it stands in a field of its own. Imports nothing of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, TypeAlias

__all__ = ["NOTHING", "Message", "Remedy", "Value", "in_one_line"]

# A text: to build the union takes longer than all the rest of this module.
Value: TypeAlias = "str | int | float | bool | Message | Remedy | tuple[Value, ...] | None"


class Remedy(Enum):
    """What the user can do about it, by kind; each front end says how that is done with it.

    The value names the remedy in English where no front end speaks. It goes into a sentence as
    something to do, and may take values of the message that it stands in.
    """

    RESUME = "go on with the earlier run"
    OVERWRITE = "replace what is there"
    SUBFOLDERS = "look into its subfolders too"
    FEWER_AT_ONCE = "work on fewer photos at once"
    SAVE_IN_PLACE = "ask for it"
    USE_CPU = "compute on the CPU"
    INSTALL_MODEL = "install the model {model}"
    IMPORT_MODEL = "import a checkpoint of {family}"
    CHECK_MODEL = "check the files of {model}"
    REMOVE_MODEL = "remove {model}"
    FETCH_AGAIN = "try again when the network is back"
    GUIDE_BY_ORIGINAL = "let edges come from the original"


class Message:
    """A sentence, or several, with names and numbers apart from its words.

    Parameters
    ----------
    template
        English with `{name}` or `{name:format}` where something is filled in, as `str.format`
        takes it. Without values it is taken as it stands, braces too. Always written out where the
        message is made, never put together: translations are found by it.
    values
        Numbers, texts, `Remedy`s and other messages stay what they are; a list is a list of things
        and is joined as the language does it; an error gives its message, a model of an enum its
        value, a path or a tuple (a shape) its text.

    Attributes
    ----------
    values
        Pairs of name and value, so that messages can be compared and are hashable.
    """

    # No dataclass: that imports so much that every command would start noticeably later.
    __slots__ = ("template", "values")

    template: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, template: str, /, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple((k, _plain(v)) for k, v in values.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a message does not change, its {name} neither")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, self.values))

    def __repr__(self) -> str:
        return f"Message({self.template!r}, {dict(self.values)!r})"

    def __reduce__(self) -> tuple[Callable[..., Message], tuple[object, ...]]:
        return _restored, (self.template, self.values)

    def __str__(self) -> str:
        return self.text(lambda template: template)

    def __bool__(self) -> bool:
        """False for the message that says nothing."""
        return bool(self.template)

    def __getitem__(self, name: str) -> Value:
        """One of the values."""
        return dict(self.values)[name]

    def text(
        self,
        translated: Callable[[str], str],
        how: Callable[[Remedy, Message], str] | None = None,
    ) -> str:
        """The message in words.

        Parameters
        ----------
        translated
            Gives a template in the reader's language, with the same names in braces; is also asked
            for ", " between the things of a list.
        how
            Says how a remedy that stands in a message is done where the reader is; what it gives
            may take values of the message. Without it the remedy's English name goes through
            `translated`.
        """
        if not self.values:
            return translated(self.template)

        def words(value: Value) -> Any:
            if isinstance(value, Message):
                return value.text(translated, how)
            if isinstance(value, tuple):
                return translated(", ").join(str(words(each)) for each in value)
            return value

        filled = {name: words(value) for name, value in self.values}
        for name, value in self.values:
            if isinstance(value, Remedy):
                phrase = translated(value.value) if how is None else how(value, self)
                filled[name] = phrase.format_map(filled)
        return translated(self.template).format_map(filled)

    def names(self, thing: str) -> bool:
        """True when the message fills in just this text somewhere, such as a file's name."""
        return any(
            value.names(thing) if isinstance(value, Message) else value == thing
            for _, value in self.values
        )

    def renamed(self, thing: str, name: str) -> Message:
        """This message with another text wherever it fills in `thing`."""
        return self._with(
            lambda value: (
                value.renamed(thing, name)
                if isinstance(value, Message)
                else (name if value == thing else value)
            )
        )

    def _with(self, change: Callable[[Value], Value]) -> Message:
        return type(self)(self.template, **{name: change(value) for name, value in self.values})

    def to_json(self) -> dict[str, Any]:
        """As plain data for a file; `from_json` reads it."""
        if not self.values:
            return {"template": self.template}
        return {"template": self.template, "values": {k: _packed(v) for k, v in self.values}}

    @classmethod
    def from_json(cls, data: Any) -> Message:
        """What `to_json` gave; a text stands for itself, as in files of earlier versions.

        Raises
        ------
        ValueError
            If `data` is no message.
        """
        if isinstance(data, str):
            return cls("{text}", text=data)
        try:
            values = dict(data.get("values", {}))
            message = cls(data["template"], **{k: _unpacked(v) for k, v in values.items()})
            str(message)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(f"{data!r} is no message") from error
        return message


NOTHING = Message("")
"""What is said where nothing is."""


def _restored(template: str, values: tuple[tuple[str, Value], ...]) -> Message:
    message = Message(template)
    object.__setattr__(message, "values", values)
    return message


def in_one_line(messages: Iterable[Message]) -> str:
    """Several messages in English, one after the other, to be shown."""
    return " ".join(map(str, messages))


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str | bool | int | float | Message | Remedy):
        # Also of subclasses, such as enums of texts and numbers of other libraries.
        for kind in (str, bool, int, float):
            if isinstance(value, kind) and type(value) is not kind:
                return _plain(value.value) if isinstance(value, Enum) else kind(value)
        return value
    if isinstance(value, list):
        return tuple(map(_plain, value))
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Exception):
        said = getattr(value, "message", None)
        return said if isinstance(said, Message) else str(value)
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:  # a number of numpy or torch
        return _plain(value.item())
    return str(value)


def _packed(value: Value) -> object:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, Remedy):
        return {"remedy": value.name}
    return [_packed(each) for each in value] if isinstance(value, tuple) else value


def _unpacked(value: object) -> object:
    if isinstance(value, list):
        return [_unpacked(each) for each in value]
    if isinstance(value, Mapping):
        if "remedy" in value:
            return Remedy[value["remedy"]]
        return Message.from_json(value)
    return value
