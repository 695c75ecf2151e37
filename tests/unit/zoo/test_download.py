"""Fetching a pinned file from a server that resumes, stops, lies or is not there."""

from __future__ import annotations

import hashlib
import urllib.error
from http.client import IncompleteRead
from pathlib import Path

import pytest

from inpaint_studio.errors import CancelledError, MissingPartError, ModelFileError
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelFile
from inpaint_studio.zoo.download import fetch, open_https

DATA = bytes(range(256)) * 4000
URL = "https://example.org/w.bin"
FILE = ModelFile("w.bin", "weights", hashlib.sha256(DATA).hexdigest(), len(DATA), URL)


class Answer:
    """An HTTP answer of `data`, which may break off with an error."""

    def __init__(self, data: bytes, status: int, error: Exception | None = None) -> None:
        self.data, self.status, self.error = data, status, error
        self.closed = False

    def read(self, amount: int, /) -> bytes:
        if not self.data and self.error is not None:
            raise self.error
        start, self.data = self.data[:amount], self.data[amount:]
        return start

    def close(self) -> None:
        self.closed = True


class Server:
    """Serves `data`; the first `failures` answers break off half-way."""

    def __init__(
        self,
        data: bytes = DATA,
        *,
        resumes: bool = True,
        failures: int = 0,
        error: Exception | None = None,
    ) -> None:
        self.data, self.resumes, self.failures, self.error = data, resumes, failures, error
        self.offsets: list[int] = []
        self.answers: list[Answer] = []

    def __call__(self, url: str, offset: int) -> Answer:
        assert url == URL
        self.offsets.append(offset)
        start = offset if self.resumes else 0
        rest = self.data[start:]
        fails = len(self.offsets) <= self.failures
        answer = Answer(
            rest[: len(rest) // 2] if fails else rest,
            206 if start else 200,
            self.error if fails else None,
        )
        self.answers.append(answer)
        return answer


def test_a_file_is_fetched_and_reported(tmp_path: Path) -> None:
    seen: list[float] = []
    server = Server()
    part = fetch(
        FILE, tmp_path / "p", ProgressToken(lambda p: seen.append(p.fraction)), open_url=server
    )
    assert part.read_bytes() == DATA
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert server.answers[0].closed


@pytest.mark.parametrize("resumes", [True, False])
@pytest.mark.parametrize("error", [ConnectionResetError("reset"), IncompleteRead(b""), None])
def test_it_goes_on_where_it_stopped(
    tmp_path: Path, resumes: bool, error: Exception | None
) -> None:
    server = Server(resumes=resumes, failures=1, error=error)
    with pytest.raises(MissingPartError, match="try again when the network is back"):
        fetch(FILE, tmp_path / "p", ProgressToken(), open_url=server)
    half = (tmp_path / "p").stat().st_size
    assert 0 < half < len(DATA)
    assert fetch(FILE, tmp_path / "p", ProgressToken(), open_url=server).read_bytes() == DATA
    assert server.offsets == [0, half]


def test_a_complete_part_needs_no_server(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(DATA)
    server = Server()
    fetch(FILE, tmp_path / "p", ProgressToken(), open_url=server)
    assert server.offsets == []


def test_a_part_too_long_is_started_anew(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(DATA + b"more")
    fetch(FILE, tmp_path / "p", ProgressToken(), open_url=Server())
    assert (tmp_path / "p").read_bytes() == DATA


def test_a_server_that_cannot_resume_there_is_asked_anew(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(DATA[:100])
    server = Server()

    def refuse(url: str, offset: int) -> Answer:
        if offset:
            raise urllib.error.HTTPError(url, 416, "Range", None, None)  # type: ignore[arg-type]
        return server(url, offset)

    assert fetch(FILE, tmp_path / "p", ProgressToken(), open_url=refuse).read_bytes() == DATA


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"x" + DATA[1:], "sha256"), (DATA + b"x", "more than"), (DATA * 3, "more than")],
)
def test_a_wrong_file_is_not_kept(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(ModelFileError, match=said):
        fetch(FILE, tmp_path / "p", ProgressToken(), open_url=Server(data))
    assert not (tmp_path / "p").exists()


def test_a_damaged_part_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"x" * 100)
    with pytest.raises(ModelFileError, match="sha256"):
        fetch(FILE, tmp_path / "p", ProgressToken(), open_url=Server())
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    "error",
    [
        urllib.error.URLError("Name or service not known"),
        urllib.error.HTTPError(URL, 404, "Not Found", None, None),  # type: ignore[arg-type]
        TimeoutError("timed out"),
        ConnectionRefusedError("refused"),
    ],
)
def test_no_network_points_to_the_file(tmp_path: Path, error: Exception) -> None:
    def fail(url: str, offset: int) -> Answer:
        raise error

    with pytest.raises(MissingPartError, match="network is back") as caught:
        fetch(FILE, tmp_path / "p", ProgressToken(), open_url=fail)
    assert URL in str(caught.value)
    assert "\n" not in str(caught.value)


def test_cancel_leaves_nothing(tmp_path: Path) -> None:
    token = ProgressToken(lambda progress: token.cancel())
    with pytest.raises(CancelledError):
        fetch(FILE, tmp_path / "p", token, open_url=Server())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be written"):
        fetch(FILE, tmp_path / "absent" / "p", ProgressToken(), open_url=Server())


@pytest.mark.parametrize("url", ["http://example.org/a", "file:///etc/passwd", "ftp://x/y"])
def test_only_https_is_opened(url: str) -> None:
    with pytest.raises(urllib.error.URLError, match="https"):
        open_https(url, 0)
