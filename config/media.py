"""Uploaded files, where no web server in front of us gives them out."""

import mimetypes
import re
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

# Wagtail's own view gives these out, after asking who may have them.
PRIVATE = "documents"
# A file may be an SVG: it is shown, and can do nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
SINGLE_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
CHUNK_BYTES = 64 * 1024


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    file = find(path)
    stat = file.stat()
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is not None and int(stat.st_mtime) <= since:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    response = respond(request, file, stat.st_size, kind)
    response.headers["Last-Modified"] = http_date(stat.st_mtime)
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Accept-Ranges"] = "bytes"
    return response


def find(path: str) -> Path:
    """The file below MEDIA_ROOT. Raises Http404, whatever the reason."""
    with suppress(SuspiciousFileOperation, ValueError):
        file = Path(safe_join(settings.MEDIA_ROOT, path)).resolve()
        root = Path(settings.MEDIA_ROOT).resolve()
        inside = file.relative_to(root)
        if inside.parts[:1] != (PRIVATE,) and file.is_file():
            return file
    raise Http404


def respond(request: HttpRequest, file: Path, size: int, kind: str) -> HttpResponseBase:
    """Give the whole file, or the part that a player asks for when it jumps."""
    asked = SINGLE_RANGE.match(request.headers.get("Range", ""))
    if not asked or not any(asked.groups()):
        return FileResponse(file.open("rb"), content_type=kind)
    first, last = asked.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        refusal = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refusal.headers["Content-Range"] = f"bytes */{size}"
        return refusal
    part = FileResponse(
        read_part(file.open("rb"), start, end - start + 1),
        status=HTTPStatus.PARTIAL_CONTENT,
        content_type=kind,
    )
    part.headers["Content-Length"] = str(end - start + 1)
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part


def read_part(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length and (chunk := file.read(min(length, CHUNK_BYTES))):
            length -= len(chunk)
            yield chunk
