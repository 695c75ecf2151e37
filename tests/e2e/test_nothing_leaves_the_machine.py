"""Every way into the program, with the system's calls traced: nothing is looked up or sent.

`strace` sees what any library does, in C too and in child processes. Ray talks to its own parts on
this machine, which is allowed; a look-up of a name or a packet to another machine is not.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
PHOTO = SAMPLES / "dust-bowl-home.jpg"
PROGRAM = Path(sys.executable).with_name("inpaint-studio")
STARTED_S = 12  # by then the window stands and its engine is warm

_CALL = re.compile(r"^\s*(?P<thread>\d+)\s+(?P<call>\w+)\((?P<socket>\d+)?(?P<rest>.*)")
_ADDRESS = re.compile(r'sin6?_port=htons\((?P<port>\d+)\).*?"(?:::ffff:)?(?P<host>[0-9a-fA-F.:]+)"')
_RESULT = re.compile(r"= (?P<socket>\d+)$")
_SENDING = frozenset({"sendto", "sendmsg", "sendmmsg"})
# Users are asked for through nscd too, so that its socket alone means nothing.
_NAME_SERVICE = "io.systemd.Resolve"
_DNS = 53


def traces(tmp_path: Path) -> bool:
    strace = shutil.which("strace")
    if strace is None:
        return False
    probe = [strace, "-o", str(tmp_path / "probe"), "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def outward(trace: str) -> list[str]:
    """The lines of a trace in which a name is looked up or another machine is spoken to.

    Connecting a datagram socket sends nothing, and tells a program its own address: only what is
    sent through one counts.
    """
    found: list[str] = []
    datagrams: dict[tuple[str, str], bool] = {}  # sockets, and whether they lead outward
    for line in trace.splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        thread, call, rest = match["thread"], match["call"], match["rest"]
        if call == "socket":
            made = _RESULT.search(line)
            if made is not None:
                datagrams.pop((thread, made["socket"]), None)
                if "SOCK_DGRAM" in rest:
                    datagrams[thread, made["socket"]] = False
            continue
        key = (thread, match["socket"] or "")
        address = _ADDRESS.search(rest)
        # A look-up goes to a name server, which may well be on this machine.
        leads_out = address is not None and (
            int(address["port"]) == _DNS or not _is_here(address["host"])
        )
        if call == "connect" and key in datagrams:
            datagrams[key] = leads_out or _NAME_SERVICE in rest
        elif (call == "connect" and (leads_out or _NAME_SERVICE in rest)) or (
            call in _SENDING and (leads_out or datagrams.get(key, False))
        ):
            found.append(line)
    return found


def _is_here(host: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(("198.51.100.7", 9))  # sends nothing
        own = asking.getsockname()[0]
    return host.startswith("127.") or host in ("::1", "0.0.0.0", "::", own)


def test_what_counts_as_outward() -> None:
    nothing = """
    1 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X0"}, 20) = 0
    1 connect(4, {sa_family=AF_INET, sin_port=htons(6379), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
    1 connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = 0
    1 sendto(4, "hello", 5, MSG_NOSIGNAL, NULL, 0) = 5
    1 socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 9
    1 connect(9, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("8.8.8.8")}, 16) = 0
    2 sendto(9, "another thread's", 5, MSG_NOSIGNAL, NULL, 0) = 5
    """
    assert outward(nothing) == []
    something = """
    1 socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 3
    1 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0
    1 sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0}, msg_len=42}], 2, MSG_NOSIGNAL) = 2
    1 sendto(5, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("9.9.9.9")}, 16)
    1 connect(6, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0
    1 connect(7, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2606::1", &sin6_addr)}, 28) = 0
    """
    assert len(outward(something)) == 4


class Traced:
    """Runs commands under `strace`, in a home of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        shutil.copy(PHOTO, folder / "photo.jpg")
        shutil.copy(PHOTO.with_suffix(".mask.png"), folder / "mask.png")

    def run(self, *words: object, for_s: float | None = None, **variables: str) -> str:
        """The trace of one command, which must end well, or is ended after `for_s` seconds."""
        trace = self.folder / "trace"
        strace = ["strace", "-f", "--seccomp-bpf", "-s", "64", "-e", "trace=%network"]
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
            "HOME": str(self.home),
            "INPAINT_STUDIO_MODELS": os.environ.get("INPAINT_STUDIO_MODELS", ""),
            "QT_QPA_PLATFORM": "offscreen",
        }
        running = subprocess.Popen(
            [*strace, "-o", str(trace), *map(str, words)],
            cwd=self.folder,
            env=environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = running.communicate(timeout=for_s or 300)
            assert for_s is None, said
            assert running.returncode == 0, said
        except subprocess.TimeoutExpired:
            assert for_s is not None
            os.killpg(running.pid, signal.SIGTERM)
            running.communicate(timeout=60)
        assert not (self.home / ".cache" / "Microsoft").exists()
        return trace.read_text(errors="replace")


@pytest.fixture
def traced(tmp_path: Path) -> Traced:
    if not traces(tmp_path):
        pytest.skip("strace is not here, or may not trace")
    return Traced(tmp_path)


def test_importing_everything_speaks_to_nobody(traced: Traced) -> None:
    program = (
        "import importlib, pkgutil, inpaint_studio\n"
        "for m in pkgutil.walk_packages(inpaint_studio.__path__, 'inpaint_studio.'):\n"
        "    if '__main__' not in m.name: importlib.import_module(m.name)\n"
    )
    assert outward(traced.run(sys.executable, "-c", program)) == []


def test_onnx_runtime_speaks_to_nobody_and_leaves_no_device_id(traced: Traced) -> None:
    # What it does, it does by itself some time after it was imported.
    program = "import inpaint_studio, onnxruntime, time; time.sleep(4)"
    assert outward(traced.run(sys.executable, "-c", program)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("model", ["patchmatch", "deepfill-v2-small"])
def test_the_command_line_speaks_to_nobody(traced: Traced, model: str) -> None:
    words = ["restore", "photo.jpg", "--mask", "mask.png", "-o", "out.png", "--model", model]
    assert outward(traced.run(PROGRAM, *words)) == []
    assert (traced.folder / "out.png").is_file()


@pytest.mark.nightly
def test_a_folder_speaks_to_nobody(traced: Traced) -> None:
    for folder, name in (("scans", "photo.jpg"), ("masks", "mask.png")):
        (traced.folder / folder).mkdir()
        target = traced.folder / folder / f"photo{Path(name).suffix}"
        shutil.move(traced.folder / name, target)
    words = ["batch", "scans", "out", "--masks", "masks", "--model", "auto", "--report", "report"]
    assert outward(traced.run(PROGRAM, *words)) == []


@pytest.mark.nightly
def test_the_window_speaks_to_nobody(traced: Traced) -> None:
    trace = traced.run(PROGRAM, "studio", "photo.jpg", for_s=STARTED_S)
    assert trace
    assert outward(trace) == []


@pytest.mark.nightly
def test_migan_speaks_to_nobody(traced: Traced, migan_file: Path) -> None:
    models = {"INPAINT_STUDIO_MODELS": str(traced.folder / "models")}
    install = [PROGRAM, "models", "install", "migan", "--from", migan_file, "--yes"]
    assert outward(traced.run(*install, **models)) == []
    restore = [PROGRAM, "restore", "photo.jpg", "--mask", "mask.png", "-o", "out.png"]
    assert outward(traced.run(*restore, "--model", "migan", **models)) == []
    # Where it is installed, the window has its runtime ready before a photo is open.
    window = traced.run(PROGRAM, "studio", "photo.jpg", for_s=STARTED_S, **models)
    assert window
    assert outward(window) == []


@pytest.mark.nightly
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")
def test_a_cluster_on_this_machine_speaks_to_nobody_else(traced: Traced) -> None:
    for folder, name in (("scans", "photo.jpg"), ("masks", "mask.png")):
        (traced.folder / folder).mkdir()
        target = traced.folder / folder / f"photo{Path(name).suffix}"
        shutil.move(traced.folder / name, target)
    words = ["batch", "scans", "out", "--masks", "masks", "--model", "telea"]
    assert outward(traced.run(PROGRAM, *words, "--cluster", "local")) == []
