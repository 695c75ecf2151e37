"""A Debian of its own with our package in it, for tests of what people install.

Needs root, `debootstrap` and the mirror that apt uses; `INPAINT_STUDIO_TEST_DEBIAN` names a folder with
fresh ones to copy, called by their release (`bookworm`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PERSON = 1000
HOME = Path("home/person")
# Mounts vanish with the namespace, however the program in it ends.
ENTER = (
    'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && '
    '{ [ ! -d /tmp/.X11-unix ] || { mkdir -p "$0/tmp/.X11-unix" && '
    'mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"; }; } && exec chroot "$@"'
)


def newest_package() -> Path:
    """The package named by INPAINT_STUDIO_TEST_DEB, or the one that `make packages` built."""
    named = os.environ.get("INPAINT_STUDIO_TEST_DEB", "")
    found = [Path(named)] if named else [*(ROOT / "build" / "packages").glob("*.deb")]
    if not found:
        pytest.skip("no package: 'make packages' builds it, INPAINT_STUDIO_TEST_DEB names one")
    return max(found, key=lambda path: path.stat().st_mtime)


class Installation:
    """A Debian of its own below `folder`, with the package in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / HOME

    def inside(self, *words: str, user: int = 0, display: str = "") -> list[str]:
        """The command that runs `words` in this Debian."""
        variables = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
        variables += ["HOME=/root" if user == 0 else f"HOME=/{HOME}", f"DISPLAY={display}"]
        variables += ["OMP_NUM_THREADS=1", "DEBIAN_FRONTEND=noninteractive"]
        enter = ["unshare", "--mount", "sh", "-c", ENTER, f"--userspec={user}:{user}"]
        # $0 of the shell is the folder; chroot wants its option first.
        enter[5:] = [str(self.folder), f"--userspec={user}:{user}", str(self.folder)]
        return [*enter, *variables, *words]

    def run(self, *words: str, user: int = PERSON) -> subprocess.CompletedProcess[str]:
        """Run a command at home and wait for it."""
        at_home = ("sh", "-c", 'cd "$HOME" && exec "$@"', "sh", *words)
        return subprocess.run(
            self.inside(*at_home, user=user), capture_output=True, text=True, timeout=900
        )

    def program(self, *words: str) -> str:
        """What the program says, which must end well."""
        done = self.run("inpaint-studio", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def give(self, *files: Path) -> None:
        """Copy files into the person's home."""
        for file in files:
            target = self.home / file.name
            shutil.copyfile(file, target)
            os.chown(target, PERSON, PERSON)

    def listing(self) -> dict[str, tuple[int, int, int]]:
        """Size, mode and time of change of all that is not the person's own."""
        found = {}
        for folder, _, names in os.walk(self.folder):
            place = Path(folder).relative_to(self.folder)
            if place.parts[:1] not in [("home",), ("proc",), ("dev",), ("tmp",)]:
                for name in names:
                    status = (self.folder / place / name).lstat()
                    found[str(place / name)] = status.st_size, status.st_mode, status.st_mtime_ns
        return found


def this_release() -> str:
    """The name of the Debian that runs here, such as `bookworm`; "" elsewhere."""
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line).get("VERSION_CODENAME", "")


def make_debian(folder: Path, release: str) -> None:
    """The smallest Debian of a release in an empty folder; skips the test where there can be none."""
    named = os.environ.get("INPAINT_STUDIO_TEST_DEBIAN", "")
    if named and Path(named, release).is_dir():
        words = ["cp", "--archive", f"{named}/{release}/.", str(folder)]
        subprocess.run(words, check=True, timeout=600)
        return
    if not (debootstrap := shutil.which("debootstrap", path="/usr/sbin:/usr/bin")):
        pytest.skip("debootstrap is not installed")
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", f"Codename: {this_release()}"]
    mirrors = subprocess.run(asked, capture_output=True, text=True).stdout.split()
    if not mirrors:
        pytest.skip("apt names no mirror of this Debian; 'apt-get update' makes it known")
    folder.chmod(0o755)
    done = subprocess.run(
        [debootstrap, "--variant=minbase", release, str(folder), mirrors[0]],
        capture_output=True,
        text=True,
        timeout=900,
        env={**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
    )
    if done.returncode:
        pytest.skip(f"debootstrap cannot make a Debian here: {done.stdout[-300:]}")


def install(folder: Path, release: str, *others: str) -> Installation:
    """A new Debian with the package, and with `others` of Debian's own, installed by `apt-get`."""
    package = newest_package()
    if os.geteuid() != 0:
        pytest.skip("only root may make a Debian of its own")
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    make_debian(folder, release)
    made = Installation(folder)
    shutil.copyfile(package, folder / "tmp" / package.name)
    alone = ("apt-get", "install", "--yes", "--no-install-recommends")
    for words in (
        ("useradd", "--create-home", f"--uid={PERSON}", "person"),
        ("apt-get", "update", "--quiet"),
        (*alone, f"/tmp/{package.name}", *others),
    ):
        done = made.run(*words, user=0)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (folder / "tmp" / package.name).unlink()
    return made
