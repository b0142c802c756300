"""Serves public pages to visitors without waking anything behind it.

Stands first in the chain. A page is kept with its headers and its compressed
bytes until an editor publishes (``forget_public_pages``) or a minute is over.
Whoever has a session is let through, and so is every address it doesn't know.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from cms.site.services.shown import GENERATION

SECONDS = 60
PUBLIC_VIEWS = frozenset(
    {"wagtail_serve", "site:sitemap", "site:robots", "site:feed", "site:untranslated"}
)
QUERY_NAMES = frozenset({"kind", "tag", "year", "page"})
TRACKERS = ("utm_", "fbclid", "gclid")
LONGEST_QUERY = 120
LANGUAGE_PREFIXES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
PLAIN_PATHS = frozenset({"/sitemap.xml", "/robots.txt"})


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A response as it goes over the wire, in each encoding."""

    generation: str
    headers: tuple[tuple[str, str], ...]
    etag: str
    plain: bytes
    gzipped: bytes
    brotlied: bytes


class PublicPageCache:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _find_key(request)
        if key is None:
            return self.get_response(request)
        found = cache.get_many([GENERATION, key])
        generation = found.get(GENERATION, "")
        kept: KeptPage | None = found.get(key)
        if kept is None or kept.generation != generation:
            response = self.get_response(request)
            if not _may_be_kept(request, response):
                return response
            kept = _keep(response, generation)
            cache.set(key, kept, SECONDS)
        return _answer(request, kept)


def _find_key(request: HttpRequest) -> str | None:
    """Where the page is kept, or ``None`` if this request is nobody's public page."""
    if request.method not in {"GET", "HEAD"}:
        return None
    path = request.path_info
    if not path.startswith(LANGUAGE_PREFIXES) and path not in PLAIN_PATHS:
        return None
    meta = request.META
    cookies = meta.get("HTTP_COOKIE", "")
    if settings.SESSION_COOKIE_NAME in cookies or "HTTP_AUTHORIZATION" in meta:
        return None
    query = meta.get("QUERY_STRING", "")
    if query:
        if len(query) > LONGEST_QUERY:
            return None
        pairs = [
            (name, value)
            for name, value in parse_qsl(query, keep_blank_values=True)
            if not name.startswith(TRACKERS)
        ]
        if not all(name in QUERY_NAMES for name, _value in pairs):
            return None
        query = urlencode(sorted(pairs))
    # The host is not validated yet: one that is refused never gets a page kept.
    address = f"{request.scheme}://{meta.get('HTTP_HOST', '')}{path}?{query}"
    if meta.get("HTTP_SAVE_DATA") == "on":
        # Comes without our fonts.
        address += "#save-data"
    digest = hashlib.blake2b(address.encode(errors="replace"), digest_size=16)
    return f"forsa.page.{digest.hexdigest()}"


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and match is not None
        and match.view_name in PUBLIC_VIEWS
        # A page behind a password or a form brings one of these.
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not getattr(request, "is_preview", False)
        and not request.user.is_authenticated
        and request.method == "GET"
    )


def _keep(response: HttpResponseBase, generation: str) -> KeptPage:
    plain: bytes = response.content  # type: ignore[attr-defined]  # An HttpResponse, says _may_be_kept.
    digest = hashlib.blake2b(plain, digest_size=12).hexdigest()
    dropped = {"content-length", "content-encoding", "etag", "vary", "last-modified"}
    headers = [
        (name, value) for name, value in response.items() if name.lower() not in dropped
    ]
    headers += [
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding, Cookie, Save-Data"),
        ("ETag", f'W/"{digest}"'),
    ]
    return KeptPage(
        generation=generation,
        headers=tuple(headers),
        etag=digest,
        plain=plain,
        gzipped=gzip.compress(plain, 6, mtime=0),
        brotlied=brotli.compress(plain, mode=brotli.MODE_TEXT, quality=6),
    )


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    meta = request.META
    if kept.etag in meta.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
        for name, value in kept.headers:
            if name != "Content-Type":
                response.headers[name] = value
        return response
    accepted = meta.get("HTTP_ACCEPT_ENCODING", "")
    if "br" in accepted:
        body, encoding = kept.brotlied, "br"
    elif "gzip" in accepted:
        body, encoding = kept.gzipped, "gzip"
    else:
        body, encoding = kept.plain, ""
    response = HttpResponse(body)
    for name, value in kept.headers:
        response.headers[name] = value
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(body))
    return response
