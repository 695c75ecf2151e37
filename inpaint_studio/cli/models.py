"""`inpaint-studio models`: list, show, install, import, export, verify, remove, compute.

Only arguments and printing; the work is done in `inpaint_studio.zoo`. Importing this module loads
no torch; what does not touch weights does not load it either.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inpaint_studio.cli.terminal import job_token
from inpaint_studio.cli.wording import said
from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.card import ModelCard, OptionKind
from inpaint_studio.zoo.card_file import card_to_json
from inpaint_studio.zoo.registry import InstalledModel, ModelState

__all__ = ["add_arguments", "run"]

_ROLE = "role_"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that follow `models`, each with its options."""
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)

    def word(
        name: str, action: Callable[[argparse.Namespace], int], help_line: str
    ) -> argparse.ArgumentParser:
        each = words.add_parser(name, help=help_line, description=f"{help_line.capitalize()}.")
        each.add_argument("--json", action="store_true", help="print the answer as JSON")
        each.set_defaults(action=action)
        return each

    word("list", _list, "list all models and their state")
    show = word("show", _show, "tell everything about one model")
    show.add_argument("name", metavar="NAME")
    install = word("install", _install, "fetch a model, or take it from a file")
    install.add_argument("name", metavar="NAME")
    install.add_argument(
        "--from", dest="source", metavar="FILE", type=Path, help="use this file, and no network"
    )
    install.add_argument("--yes", action="store_true", help="accept the licence without asking")
    _add_import(word("import", _import, "convert published checkpoints into a model"))
    export = word("export", _export, "write a model's weights as its authors publish theirs")
    export.add_argument("name", metavar="NAME")
    export.add_argument("-o", "--output", metavar="DIR", type=Path, required=True)
    export.add_argument("--overwrite", action="store_true", help="replace files in DIR")
    verify = word("verify", _verify, "read models' files and compare them with their cards")
    verify.add_argument("names", metavar="NAME", nargs="*", help="by default all with files")
    remove = word("remove", _remove, "remove an installed or imported model")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    compute = word("compute", _compute, "run one bare network on arrays, for comparison")
    compute.add_argument("name", metavar="NETWORK", help="such as edgeconnect_edge")
    compute.add_argument("--weights", metavar="FILE", type=Path, required=True)
    compute.add_argument("--input", metavar="IN.npz", type=Path, required=True)
    compute.add_argument("--output", metavar="OUT.npz", type=Path, required=True)


def run(args: argparse.Namespace) -> int:
    """Do what the word says and return the exit status."""
    action: Callable[[argparse.Namespace], int] = args.action
    return action(args)


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "subject",
        metavar="FAMILY|FILE",
        nargs="+",
        help="a family such as edgeconnect, or checkpoint files, whose family is found out",
    )
    for role, families in _importable_roles().items():
        parser.add_argument(
            f"--{role}",
            dest=_ROLE + role,
            metavar="FILE",
            type=Path,
            help=f"{role} weights ({', '.join(families)})",
        )
    parser.add_argument("--name", metavar="NAME", help="what to call the model")
    parser.add_argument("--title", metavar="TEXT", help="title shown in lists")
    parser.add_argument("--licence", metavar="TEXT", help="if not that of the authors' weights")


def _importable_roles() -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for family in registry.families():
        if family.template is not None:
            for role in family.roles:
                roles.setdefault(role, []).append(family.name)
    return roles


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _record(model: InstalledModel) -> dict[str, Any]:
    card = json.loads(card_to_json(model.card))
    return {
        "name": model.name,
        "state": model.state.value,
        "origin": model.origin.value,
        "folder": None if model.folder is None else str(model.folder),
        "note": said(model.note),
        "size_bytes": model.card.size_bytes,
        "card": card,
    }


def _list(args: argparse.Namespace) -> int:
    models, detectors = registry.list_models(), registry.list_detectors()
    problems = registry.registry().problems()
    if args.json:
        _print_json(
            {
                "models": [_record(model) for model in models],
                "detectors": [_record(detector) for detector in detectors],
                "problems": list(map(said, problems)),
            }
        )
        return 0
    rows = [("NAME", "STATE", "SIZE", "LICENCE", "GOOD AT")]
    rows += [
        (
            model.name,
            model.state.value,
            _size(model.card.size_bytes),
            model.card.licence or "-",
            (f"{model.card.title.lower()}: " if model in detectors else "")
            + (model.card.good_at or model.card.title),
        )
        for model in (*models, *detectors)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[4]]))
    notes = [f"{model.name}: {said(model.note)}" for model in (*models, *detectors) if model.note]
    for line in ([""] if notes else []) + notes:
        print(line)
    for problem in problems:
        print(f"inpaint-studio: {said(problem)}", file=sys.stderr)
    return 0


def _find(name: str) -> InstalledModel:
    """The model or detector of that name; errors as `registry.find_model`."""
    named = [detector for detector in registry.list_detectors() if detector.name == name]
    return named[0] if named else registry.find_model(name)


def _show(args: argparse.Namespace) -> int:
    model = _find(args.name)
    if args.json:
        _print_json(_record(model))
        return 0
    card = model.card
    finds = model in registry.list_detectors()
    lines = [
        ("name", model.name),
        ("title", card.title),
        ("state", model.state.value + (f"; {said(model.note)}" if model.note else "")),
        ("what it does", card.summary),
        ("good at", card.good_at),
        ("family", card.family),
        ("paper", card.paper),
        ("licence", " - ".join(part for part in (card.licence, card.licence_notice) if part)),
        ("source", card.source),
        ("native size", f"{card.native_size_px} px" if card.native_size_px else "any"),
        ("window sizes", f"multiples of {card.size_multiple} px; {card.tiling.value}"),
        ("mask given", "" if finds else card.mask_meaning.value),
        ("edges", "" if finds else _edges(card)),
        ("half precision", "yes" if card.half_precision else "no"),
        ("memory", f"about {card.memory_mib} MiB a window"),
        ("measured", "" if finds else _measured(card)),
        ("folder", str(model.folder) if model.folder else "-"),
    ]
    for option in card.options:
        reach = f"{option.minimum} to {option.maximum}"
        if option.kind is OptionKind.MODEL:
            reach = "auto or a model"
        limits = f"{reach}, default {option.default}"
        lines.append((f"option {option.name}", f"{option.help} ({limits})"))
    for file in card.files:
        lines.append(
            (f"file {file.role}", f"{file.path}, {_size(file.size_bytes)}, sha256 {file.sha256}")
        )
    width = max(len(label) for label, _ in lines)
    for label, text in lines:
        if text:
            print(f"{label:<{width}}  {text}")
    return 0


def _measured(card: ModelCard) -> str:
    if card.measured_lpips is None:
        return "not yet"
    text = f"LPIPS {card.measured_lpips:.4f} on the validation photographs (lower is better)"
    kinds = [f"{each.kind.value} {each.lpips:.4f} ({each.photographs})" for each in card.measured]
    return f"{text}; by kind of hole: {', '.join(kinds)}" if kinds else text


def _edges(card: ModelCard) -> str:
    takes = "follows drawn edges" if card.takes_edges else "ignores drawn edges"
    return takes + (", shows predicted ones" if card.shows_edges else "")


def _install(args: argparse.Namespace) -> int:
    from inpaint_studio.zoo.install import downloadable_card, install_model

    model = registry.find_model(args.name)
    if model.state is ModelState.READY:
        text = f"{model.name} is here already; nothing was installed."
    else:
        # Asked before the job begins: a progress bar would write over the question.
        agreed = _agree(downloadable_card(args.name), args)
        with job_token(f"Installing {args.name}", quiet=args.json) as token:
            model = install_model(
                args.name, agree=lambda card: agreed, source=args.source, token=token
            )
        text = f"{model.name} is installed in {model.folder}."
    if args.json:
        _print_json(_record(model))
    else:
        print(text)
    return 0


def _agree(card: ModelCard, args: argparse.Namespace) -> bool:
    # On stderr, so that with --json the answer alone stands on stdout.
    where = args.source or " ".join(file.url or "" for file in card.files)
    print(f"{card.title}, {_size(card.size_bytes)}", file=sys.stderr)
    print(f"Licence: {card.licence}. {card.licence_notice}", file=sys.stderr)
    print(f"Paper: {card.paper}", file=sys.stderr)
    print(f"From: {where}", file=sys.stderr)
    if args.yes:
        return True
    if not sys.stdin.isatty():
        raise OptionError(
            "Nobody is here to accept the licence of {model}; add --yes to accept it.",
            model=card.name,
        )
    return _ask("Accept the licence and install?")


def _ask(question: str) -> bool:
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _import(args: argparse.Namespace) -> int:
    from inpaint_studio.zoo.install import import_model

    given = {
        key.removeprefix(_ROLE): path
        for key, path in vars(args).items()
        if key.startswith(_ROLE) and path is not None
    }
    family = args.subject[0]
    if family not in {each.name for each in registry.families()}:
        family, given = _recognised(args, given)
    elif len(args.subject) > 1:
        raise OptionError(
            "{file} was not expected after {family}; say which file it is with an option, or "
            "give the files without the family.",
            file=args.subject[1],
            family=family,
        )
    with job_token(f"Importing {family}", quiet=args.json) as token:
        model = import_model(
            family,
            given,
            name=args.name,
            title=args.title,
            licence=args.licence,
            token=token,
        )
    if args.json:
        _print_json(_record(model))
        return 0
    print(f"{model.name} is imported into {model.folder}.")
    print(f"Licence: {model.card.licence}. {model.card.licence_notice}".rstrip())
    return 0


def _recognised(args: argparse.Namespace, given: dict[str, Path]) -> tuple[str, dict[str, Path]]:
    """Family and files by role, where files stand in place of the family."""
    from inpaint_studio.zoo.recognise import match_files

    paths = [Path(each) for each in args.subject]
    for path in paths:
        if not path.suffix and not path.is_file():
            registry.find_family(str(path))  # raises, with the names that come close
    if given:
        raise OptionError(
            "--{option} needs a family before it; or give all files without options.",
            option=next(iter(given)),
        )
    family, files = match_files(paths)
    roles = ", ".join(f"{path.name} is its {role}" for role, path in files.items())
    print(f"Found {family.title}: {roles}.", file=sys.stderr)
    return family.name, files


def _export(args: argparse.Namespace) -> int:
    from inpaint_studio.zoo.export import export_model

    with job_token(f"Exporting {args.name}", quiet=args.json) as token:
        paths = export_model(args.name, args.output, overwrite=args.overwrite, token=token)
    if args.json:
        _print_json({"name": args.name, "files": [str(path) for path in paths]})
    else:
        for path in paths:
            print(path)
    return 0


def _verify(args: argparse.Namespace) -> int:
    from inpaint_studio.zoo.install import verify_model

    if args.names:
        models = [_find(name) for name in args.names]
    else:
        everything = (*registry.list_models(), *registry.list_detectors())
        models = [model for model in everything if model.folder is not None]
    reports = []
    with job_token("Verifying", quiet=args.json) as token:
        for index, model in enumerate(models):
            part = token.part(index / len(models), (index + 1) / len(models))
            checks = verify_model(model, part)
            # One that waits for another model, or for PyTorch, has its own files all the same.
            absent = model.state is ModelState.NOT_INSTALLED and model.folder is None
            right = not absent and not any(check.problem for check in checks)
            reports.append((model, checks, right))
    if args.json:
        _print_json(
            [
                {
                    "name": model.name,
                    "ok": right,
                    "files": [{"path": str(c.path), "problem": said(c.problem)} for c in checks],
                }
                for model, checks, right in reports
            ]
        )
    else:
        for model, checks, right in reports:
            state = "as on its card" if right else said(model.note) or "NOT as on its card"
            print(f"{model.name}: {state if model.folder or not right else 'needs no files'}")
            for check in checks:
                if check.problem:
                    print(f"  {check.path}: {said(check.problem)}")
    return 0 if all(right for _, _, right in reports) else 1


def _remove(args: argparse.Namespace) -> int:
    from inpaint_studio.zoo.install import remove_model

    model = registry.find_model(args.name)
    if (
        model.folder is not None
        and sys.stdin.isatty()
        and not args.yes
        and not _ask(f"Remove {model.name} and {model.folder}?")
    ):
        print("Nothing was removed.", file=sys.stderr)
        return 130
    removed = remove_model(args.name)
    if args.json:
        _print_json({"name": removed.name, "removed": str(removed.folder)})
    else:
        print(f"{removed.name} is removed.")
    return 0


def _compute(args: argparse.Namespace) -> int:
    from inpaint_studio.zoo.compute import compute, read_arrays, write_outputs

    if not args.output.parent.is_dir():
        raise BadInputError("{folder} is no folder; make it first.", folder=args.output.parent)
    outputs = compute(args.name, args.weights, read_arrays(args.input))
    write_outputs(args.output, outputs)
    shapes = {f"out{index}": list(output.shape) for index, output in enumerate(outputs)}
    if args.json:
        _print_json({"network": args.name, "output": str(args.output), "shapes": shapes})
    else:
        for name, shape in shapes.items():
            print(f"{name}: {'x'.join(str(side) for side in shape)}")
    return 0


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 2**20:.1f} MiB" if size_bytes else "-"
