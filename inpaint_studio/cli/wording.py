"""Messages as the command line says them: remedies are options and commands."""

from __future__ import annotations

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.messages import Message, Remedy

__all__ = ["said"]

_HOW = {
    Remedy.RESUME: "run again with --resume",
    Remedy.OVERWRITE: "replace what is there with --overwrite",
    Remedy.SUBFOLDERS: "look into its subfolders too with --recursive",
    Remedy.FEWER_AT_ONCE: "use fewer --workers",
    Remedy.SAVE_IN_PLACE: "ask for it with --in-place",
    Remedy.USE_CPU: "use --device cpu",
    Remedy.INSTALL_MODEL: "run: inpaint-studio models install {model}",
    Remedy.CHECK_MODEL: "run 'inpaint-studio models verify {model}'",
    Remedy.REMOVE_MODEL: "remove it with: inpaint-studio models remove {model}",
    Remedy.FETCH_AGAIN: (
        "run the same command again when the network is back, or fetch the file on another "
        "machine and give it with --from {path}"
    ),
    Remedy.GUIDE_BY_ORIGINAL: "let edges come from the original with --guide original",
}


def said(what: Message | InpaintStudioError) -> str:
    """A message, or that of an error, in English."""
    message = what.message if isinstance(what, InpaintStudioError) else what
    return message.text(str, _how)


def _how(remedy: Remedy, message: Message) -> str:
    if remedy is Remedy.IMPORT_MODEL:
        roles = message["roles"]
        assert isinstance(roles, tuple)
        files = " ".join(f"--{role} FILE" for role in roles)
        return f"run: inpaint-studio models import {{family}} {files} --name NAME"
    return _HOW[remedy]
