"""The Debian package, installed in a clean Debian and used there by somebody who may write nowhere
but at home: command line and window, with the installation listed before and after."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from debian_here import HOME, PERSON, Installation, install, this_release
from PIL import Image
from x_screen import virtual_screen
from x_studio import HEIGHT, WIDTH, Studio, red_px

from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.mask_file import read_mask

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A clean Debian, the one that runs here, with the package in it."""
    made = install(tmp_path_factory.mktemp("debian"), this_release())
    yield made
    done = made.run("apt-get", "purge", "--yes", "inpaint-studio", user=0)
    assert done.returncode == 0, done.stderr
    assert not (made.folder / "usr/lib/inpaint-studio").exists()
    assert not (made.folder / "usr/bin/inpaint-studio").is_symlink()


@pytest.fixture
def untouched(installation: Installation) -> Iterator[None]:
    """Nothing outside the person's home is other after the test than before."""
    before = installation.listing()
    yield
    assert installation.listing() == before


def assert_known_pixels_equal(photo: Path, mask: Path, result: Path) -> None:
    before, after = read_photo(photo).image, read_photo(result).image
    hole = read_mask(mask)
    np.testing.assert_array_equal(after[~hole], before[~hole])
    assert (after[hole] != before[hole]).any()


@pytest.mark.usefixtures("untouched")
def test_what_is_installed_is_told(installation: Installation) -> None:
    assert "All is well" in installation.program("doctor")
    ready = [
        line for line in installation.program("models", "list").splitlines() if "ready" in line
    ]
    assert {line.split()[0] for line in ready} >= {"edgeconnect-small", "pconv-small", "patchmatch"}
    listed = installation.run("dpkg-query", "--listfiles", "inpaint-studio").stdout.splitlines()
    for part in (
        "skimage/data/lbpcascade_frontalface_opencv.xml",
        "qdarkstyle/dark/rc/arrow_up.png",
    ):
        assert f"/usr/lib/inpaint-studio/_internal/{part}" in listed
    for place in (
        *("applications", "metainfo", "man/man1", "bash-completion/completions"),
        *("zsh/vendor-completions", "fish/vendor_completions.d", "doc/inpaint-studio"),
        *("kio/servicemenus", "nautilus-python/extensions", "nemo/actions"),
        *(f"icons/hicolor/{size}x{size}/apps" for size in (16, 48, 512)),
    ):
        assert any(file.startswith(f"/usr/share/{place}/") for file in listed), place


def test_notices_count_everything_carried_and_nothing_binds_the_whole(
    installation: Installation,
) -> None:
    program = installation.folder / "usr/lib/inpaint-studio"
    notices = (program / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    bill = json.loads((program / "sbom.cdx.json").read_text(encoding="utf-8"))
    names = {each["name"].lower() for each in bill["components"]}
    assert {"python", "numpy", "pyside6_essentials", "onnxruntime", "pyinstaller"} <= names
    assert not names & {"pillow-heif", "pillow_heif", "libreadline8"}
    for name in ("GNU LESSER GENERAL PUBLIC LICENSE", "relink", "pillow-heif"):
        assert name.lower() in notices.lower().replace("replace them", "relink"), name
    carried = {path.name.split(".")[0].lower() for path in (program / "_internal").glob("*.so*")}
    assert not {name for name in carried if "readline" in name or "gtk" in name}


@pytest.mark.usefixtures("untouched")
def test_a_folder_is_restored(installation: Installation, tmp_path: Path) -> None:
    for name in ("in", "masks"):
        (tmp_path / name).mkdir()
    for suffix, folder in (("jpg", "in"), ("mask.png", "masks")):
        shutil.copyfile(SAMPLES / f"coffee.{suffix}", tmp_path / folder / f"coffee.{suffix}")
    for name in ("in", "masks"):
        shutil.copytree(tmp_path / name, installation.home / name)
    subprocess.run(["chown", "-R", str(PERSON), installation.home], check=True)
    words = ("batch", "in", "out", "--masks", "masks", "--model", "telea", "--report", "told")
    assert "1 restored" in installation.program(*words)
    assert (installation.home / "told" / "report.html").is_file()


@pytest.mark.usefixtures("untouched")
def test_a_sample_is_restored(installation: Installation) -> None:
    photo, mask = SAMPLES / "cat.jpg", SAMPLES / "cat.mask.png"
    installation.give(photo, mask)
    times = []
    for number in range(2):
        began = time.monotonic()
        installation.program("restore", photo.name, "--mask", mask.name, "-o", f"cat-{number}.png")
        times.append(time.monotonic() - began)
        assert_known_pixels_equal(photo, mask, installation.home / f"cat-{number}.png")
    print(f"first restore {times[0]:.1f} s, second {times[1]:.1f} s")
    # Compiled loops are kept at home, since the installation cannot be written to.
    assert [*(installation.home / ".cache").rglob("*.nbc")]
    assert "repaired by" in installation.program("repair", photo.name, "-o", "repaired.png")


FORMATS = ("jpg", "png", "tif", "webp", "avif", "jxl", "bmp")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_read_and_written(
    installation: Installation, tmp_path: Path, suffix: str
) -> None:
    source, mask = SAMPLES / "coffee.jpg", SAMPLES / "coffee.mask.png"
    photo = tmp_path / f"coffee.{suffix}"
    write_photo(photo, read_photo(source).image)
    installation.give(photo, mask)
    words = ("--mask", mask.name, "--model", "telea", "-o", f"filled-{suffix}.png")
    installation.program("restore", photo.name, *words)
    assert_known_pixels_equal(photo, mask, installation.home / f"filled-{suffix}.png")
    words = ("--mask", mask.name, "--model", "telea", "-o", f"filled.{suffix}")
    installation.program("restore", photo.name, *words)
    assert read_photo(installation.home / f"filled.{suffix}").image.shape[2] == 3


class PackagedStudio(Studio):
    """The installed window, in which nothing of the tests runs: worked by what is seen."""

    installation: Installation

    def open_installed(self, *files: Path) -> float:
        """Start it and wait for its window; returns the seconds that took."""
        began = time.monotonic()
        words = ("inpaint-studio", "studio", *(f"/{HOME / file.name}" for file in files))
        self.start(*self.installation.inside(*words, user=PERSON, display=self.display))
        self.window = self.window_of("Inpaint Studio")
        passed = time.monotonic() - began
        self.place(self.window, 0, 0, WIDTH, HEIGHT)
        self.focus()
        return passed


@pytest.mark.x11
@pytest.mark.usefixtures("untouched")
def test_the_window_restores_a_sample(installation: Installation, tmp_path: Path) -> None:
    photo, mask = tmp_path / "part.png", tmp_path / "part.mask.png"
    # A part of one that has one tone: the hole is looked for by its red.
    for source, target in (("dust-bowl-home.jpg", photo), ("dust-bowl-home.mask.png", mask)):
        with Image.open(SAMPLES / source) as whole:
            whole.crop((300, 180, 620, 420)).save(target)
    installation.give(photo, mask)
    with virtual_screen(tmp_path, WIDTH, HEIGHT, kind=PackagedStudio) as screen:
        screen.installation = installation
        passed = screen.open_installed(photo)
        screen.wait(
            lambda: photo.name in screen.xdotool("getwindowname", screen.window), "the photo"
        )
        box = screen.photo_box()
        screen.key("ctrl+m")
        screen.answer_file_dialog("Import", Path("/") / HOME / mask.name)
        screen.focus()
        screen.wait(lambda: red_px(screen.grab(), box) > 500, "the hole")
        screen.settle()
        screen.key("F5")
        screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result", patience_s=300)
        screen.settle()
        screen.key("ctrl+shift+s")
        target = Path("/") / HOME / "from-the-window.png"
        screen.answer_file_dialog("Save", target)
        saved = installation.home / target.name
        screen.wait(saved.is_file, "the saved file")
        print(f"window after {passed:.1f} s")
        assert "Traceback" not in screen.log()
        screen.focus()
        screen.key("ctrl+q")
        screen.wait(
            lambda: not screen.xdotool("search", "--onlyvisible", "--name", "Inpaint Studio"),
            "the window to close",
        )
    assert_known_pixels_equal(photo, mask, saved)
