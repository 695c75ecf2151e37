"""`inpaint-studio doctor`: what this machine has, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import ctypes.util
import importlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass

from inpaint_studio import __version__, paths
from inpaint_studio.cli.wording import said
from inpaint_studio.errors import InpaintStudioError

__all__ = ["DoctorLine", "add_arguments", "findings", "run"]

_LIBRARIES = (
    ("numpy", "numpy"),
    ("cv2", "opencv-python"),
    ("PIL", "pillow"),
    ("skimage", "scikit-image"),
    ("tifffile", "tifffile"),
    ("imagecodecs", "imagecodecs"),
    ("numba", "numba"),
    ("onnxruntime", "onnxruntime"),
    ("safetensors", "safetensors"),
    ("PySide6.QtWidgets", "PySide6-Essentials"),
)
_OPTIONAL = (
    ("torch", "torch", "graphics cards, training and checkpoints of other programs", "torch"),
    ("pillow_heif", "pillow-heif", "HEIC photographs", "heif"),
    ("pylibjxl", "pylibjxl", "colour profiles of JPEG XL", "jxl"),
)
_X_LIBRARIES = (
    ("xcb-cursor", "libxcb-cursor0"),
    ("xkbcommon-x11", "libxkbcommon-x11-0"),
    ("xcb-icccm", "libxcb-icccm4"),
    ("xcb-image", "libxcb-image0"),
    ("xcb-keysyms", "libxcb-keysyms1"),
    ("xcb-render-util", "libxcb-render-util0"),
    ("xcb-shape", "libxcb-shape0"),
    ("EGL", "libegl1"),
    ("GL", "libgl1"),
    ("dbus-1", "libdbus-1-3"),
)


@dataclass(frozen=True)
class DoctorLine:
    """One line of the report; `remedy` is empty where all is well."""

    topic: str
    subject: str
    state: str
    remedy: str = ""
    is_fatal: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the findings; exit status 1 if something needed is missing."""
    found = findings()
    if args.json:
        print(json.dumps([asdict(f) for f in found], indent=2, ensure_ascii=False))
    else:
        topic = ""
        for finding in found:
            if finding.topic != topic:
                topic = finding.topic
                print(f"{topic}")
            mark = "!" if finding.remedy else " "
            print(f"{mark} {finding.subject:<24} {finding.state}")
            if finding.remedy:
                print(f"    → {finding.remedy}")
        wrong = sum(bool(f.remedy) for f in found)
        print("\nAll is well." if not wrong else f"\n{wrong} thing(s) to look at, marked !")
    return 1 if any(f.is_fatal for f in found) else 0


def findings() -> tuple[DoctorLine, ...]:
    """Everything the report says, in order."""
    return (*_system(), *_libraries(), *_devices(), *_folders(), *_models(), *_window())


def _system() -> list[DoctorLine]:
    return [
        DoctorLine("System", "Inpaint Studio", __version__),
        DoctorLine("System", "Python", f"{platform.python_version()} ({sys.executable})"),
        DoctorLine("System", "platform", platform.platform()),
        DoctorLine("System", "processors", str(os.cpu_count())),
        DoctorLine("System", "memory", _memory()),
    ]


def _memory() -> str:
    try:
        page, total = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
        free = os.sysconf("SC_AVPHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return "not told by this system"
    return f"{page * total / 2**30:.1f} GiB, {page * free / 2**30:.1f} GiB free"


def _libraries() -> list[DoctorLine]:
    result = [_library(module, package) for module, package in _LIBRARIES]
    for module, package, purpose, extra in _OPTIONAL:
        if importlib.util.find_spec(module) is None:
            state = f"not installed (only for {purpose}: pip install 'inpaint-studio[{extra}]')"
            result.append(DoctorLine("Libraries", package, state))
        else:
            result.append(_library(module, package))
    return result


def _library(module: str, package: str) -> DoctorLine:
    try:
        importlib.import_module(module)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        remedy = f"install it: pip install {package}"
        if ".so" in reason:
            remedy = "a system library is missing; 'make setup' installs or names it"
        return DoctorLine("Libraries", package, f"missing: {reason}", remedy, True)
    try:
        version = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        version = "present"  # such as another build of the same library
    return DoctorLine("Libraries", package, version)


def _devices() -> list[DoctorLine]:
    from inpaint_studio.inference.device import choose_device
    from inpaint_studio.zoo.graph import torch_is_installed

    if not torch_is_installed():
        state = f"{choose_device()}, through ONNX Runtime"
        return [DoctorLine("Devices", "networks run on", state)]
    try:
        device = choose_device()
        import torch
    except ImportError as error:
        return [
            DoctorLine("Devices", "networks", f"torch does not load: {error}", "see above", True)
        ]
    result = [DoctorLine("Devices", "networks run on", str(device))]
    for index in range(torch.cuda.device_count()):
        free, total = torch.cuda.mem_get_info(index)
        state = f"{torch.cuda.get_device_name(index)}, {free / 2**30:.1f} of {total / 2**30:.1f} GiB free"
        result.append(DoctorLine("Devices", f"cuda:{index}", state))
    if device.kind.value == "cpu":
        remedy = ""
        if shutil.which("nvidia-smi"):
            remedy = (
                f"an NVIDIA driver is here, but torch {torch.__version__} does not use it; "
                "install a CUDA build of torch or update the driver"
            )
        result.append(DoctorLine("Devices", "GPU", "none usable; the CPU does everything", remedy))
    return result


def _folders() -> list[DoctorLine]:
    result = []
    for subject, folder in (
        ("your models", paths.user_models_dir()),
        ("settings", paths.config_dir()),
        ("recovery files", paths.state_dir()),
    ):
        nearest = next(p for p in (folder, *folder.parents) if p.exists())
        writable = os.access(nearest, os.W_OK)
        remedy = "" if writable else f"make {nearest} writable"
        free_gib = shutil.disk_usage(nearest).free / 2**30
        result.append(DoctorLine("Folders", subject, f"{folder} ({free_gib:.0f} GiB free)", remedy))
    return result


def _models() -> list[DoctorLine]:
    from inpaint_studio.zoo.detectors import DAMAGE_DETECTOR
    from inpaint_studio.zoo.registry import ModelState, list_detectors, list_models, registry

    result = []
    try:
        detectors = list_detectors()
        for model in (*list_models(), *detectors):
            broken = model.state is ModelState.BROKEN
            state = (
                model.state.value
                if not model.note or broken
                else f"{model.state.value}; {said(model.note)}"
            )
            state = f"{model.card.title.lower()}, {state}" if model in detectors else state
            result.append(
                DoctorLine("Models", model.name, state, said(model.note) if broken else "")
            )
        if all(detector.name != DAMAGE_DETECTOR for detector in detectors):
            state = "no weights; damage is found by filters"
            result.append(
                DoctorLine(
                    "Models", DAMAGE_DETECTOR, state, "reinstall Inpaint Studio to have them"
                )
            )
        for problem in registry().problems():
            result.append(DoctorLine("Models", "third party", "not loaded", said(problem)))
    except InpaintStudioError as error:
        result.append(DoctorLine("Models", "registry", "not readable", said(error), True))
    return result


def _window() -> list[DoctorLine]:
    if sys.platform != "linux":
        return [DoctorLine("Window", "display", "of the system")]
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    display = (
        f"Wayland {wayland}" if wayland else f"X11 {x11}" if x11 else "none (command line only)"
    )
    result = [DoctorLine("Window", "display", display)]
    missing = [package for name, package in _X_LIBRARIES if ctypes.util.find_library(name) is None]
    if missing:
        remedy = f"install them: {' '.join(missing)} (names as in Debian and Ubuntu)"
        result.append(DoctorLine("Window", "system libraries", "some are missing", remedy))
    else:
        result.append(DoctorLine("Window", "system libraries", "complete"))
    return result
