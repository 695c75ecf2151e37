"""Fetching one pinned file: resumed where it stopped, hashed as it comes, kept only if right.

Nothing here is called unless the user asked for a download. Knows no model.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol

from inpaint_studio.errors import CancelledError, MissingPartError, ModelFileError
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelFile

__all__ = ["OpenUrl", "Response", "fetch", "open_https"]

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 30.0
_PARTIAL_CONTENT, _RANGE_NOT_SATISFIABLE = 206, 416


class Response(Protocol):
    """What is used of an HTTP answer."""

    status: int

    def read(self, amount: int, /) -> bytes:
        """The next bytes; none at the end."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


OpenUrl = Callable[[str, int], Response]
"""`open_url(url, offset)`: ask for the bytes from `offset` on; OSError when it cannot."""


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirections, but never to an unencrypted address."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        if urllib.parse.urlsplit(newurl).scheme != "https":
            raise urllib.error.URLError(f"sent on to {newurl}, which is not encrypted")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_https(url: str, offset: int) -> Response:
    """Ask the server of `url` for its bytes from `offset` on; honours the proxy variables."""
    if urllib.parse.urlsplit(url).scheme != "https":
        raise urllib.error.URLError(f"{url} is not an https address")
    request = urllib.request.Request(url)
    request.add_header("User-Agent", "inpaint-studio")
    if offset:
        request.add_header("Range", f"bytes={offset}-")
    opener = urllib.request.build_opener(_HttpsOnly)
    return opener.open(request, timeout=_TIMEOUT_S)  # type: ignore[no-any-return]


def fetch(
    file: ModelFile,
    part: Path,
    token: ProgressToken,
    *,
    open_url: OpenUrl = open_https,
) -> Path:
    """Fetch `file` into `part` and return `part`, complete and checked.

    What an earlier, interrupted call left in `part` is used. After a network failure `part` stays
    for the next try; after a wrong file or a cancel it is removed.

    Raises
    ------
    MissingPartError
        If the network fails.
    ModelFileError
        If what the server sends is not the pinned file, or cannot be written.
    CancelledError
        After `token.cancel()`.
    """
    if file.url is None:
        raise ModelFileError("{path} has no address to be fetched from.", path=file.path)
    try:
        _receive(file, file.url, part, token, open_url)
    except (CancelledError, KeyboardInterrupt, ModelFileError):
        part.unlink(missing_ok=True)
        raise
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as e:
        reason = getattr(e, "reason", None) or str(e) or type(e).__name__
        host = urllib.parse.urlsplit(file.url).hostname
        raise MissingPartError(
            "{path} could not be fetched from {host}: {reason}; {remedy}. Address: {url}",
            remedy=Remedy.FETCH_AGAIN,
            path=file.path,
            host=host,
            reason=reason,
            url=file.url,
        ) from None
    except OSError as error:
        raise ModelFileError(
            "{folder} cannot be written: {reason}.", folder=part.parent, reason=error.strerror
        ) from None
    return part


def _receive(
    file: ModelFile, url: str, part: Path, token: ProgressToken, open_url: OpenUrl
) -> None:
    digest, done_bytes = _already_there(part, file)
    if done_bytes < file.size_bytes:
        response, done_bytes = _open(url, done_bytes, open_url)
        try:
            if done_bytes == 0:
                digest = hashlib.sha256()
            with part.open("ab" if done_bytes else "wb") as stream:
                while chunk := _next(response):
                    done_bytes += len(chunk)
                    if done_bytes > file.size_bytes:
                        raise ModelFileError(
                            "{url} sends more than the {expected_bytes:,} bytes of {path}; "
                            "nothing was installed.",
                            url=url,
                            expected_bytes=file.size_bytes,
                            path=file.path,
                        )
                    stream.write(chunk)
                    digest.update(chunk)
                    token.report(done_bytes / file.size_bytes, "Fetching {path}", path=file.path)
                stream.flush()
                os.fsync(stream.fileno())
        finally:
            response.close()
    if done_bytes < file.size_bytes:
        raise ConnectionError(
            f"the connection ended after {done_bytes:,} of {file.size_bytes:,} bytes"
        )
    if digest.hexdigest() != file.sha256:
        raise ModelFileError(
            "{url} gave sha256 {found}… instead of {expected}…; nothing was installed. Try "
            "again, or report it.",
            url=url,
            found=digest.hexdigest()[:12],
            expected=file.sha256[:12],
        )


def _next(response: Response) -> bytes:
    try:
        return response.read(_CHUNK_BYTES)
    except OSError as error:
        # Told apart from a disk that is full: TLS and socket errors are OSErrors as well.
        raise ConnectionError(str(error) or type(error).__name__) from error


def _already_there(part: Path, file: ModelFile) -> tuple[hashlib._Hash, int]:
    digest, done_bytes = hashlib.sha256(), 0
    if part.exists() and part.stat().st_size <= file.size_bytes:
        with part.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                done_bytes += len(chunk)
    return digest, done_bytes


def _open(url: str, offset: int, open_url: OpenUrl) -> tuple[Response, int]:
    """The answer, and the offset at which it begins: 0 when the server does not resume."""
    try:
        response = open_url(url, offset)
    except urllib.error.HTTPError as error:
        if offset and error.code == _RANGE_NOT_SATISFIABLE:
            return open_url(url, 0), 0
        raise
    return response, offset if response.status == _PARTIAL_CONTENT else 0
