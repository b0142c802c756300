"""The door of the inbox: other systems post CloudEvents here, with their token."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from events.inbox import pace
from events.inbox.models import InboxSource
from events.inbox.reading import Malformed, read_events
from events.inbox.services import (
    ForeignSource,
    SourceUnknown,
    accept_events,
    get_source_by_token,
)

MOST_BYTES = 256 * 1024


@csrf_exempt
@never_cache
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """Answer 200 for what is accepted, for what was accepted before too; senders repeat all else."""
    try:
        source = _authenticate(request)
    except SourceUnknown:
        if pace.is_too_fast(request.META.get("REMOTE_ADDR", ""), pace.OF_STRANGERS):
            return _answer_too_fast()
        answer = JsonResponse({"error": "no such token"}, status=401)
        answer["WWW-Authenticate"] = 'Bearer realm="inbox"'
        return answer
    if pace.is_too_fast(str(source.key), pace.OF_A_SOURCE):
        return _answer_too_fast()
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        error = f"more than {MOST_BYTES} bytes"
        return JsonResponse({"error": error}, status=413)
    try:
        events = read_events(
            content_type=request.headers.get("Content-Type", ""),
            headers=request.headers,
            body=body,
        )
        accept_events(source=source, events=events, at=timezone.now())
    except Malformed as malformed:
        return JsonResponse({"error": str(malformed)}, status=400)
    except ForeignSource:
        error = f"this token is for sources that begin with {source.prefix}"
        return JsonResponse({"error": error}, status=403)
    return JsonResponse({"accepted": len(events)})


def _authenticate(request: HttpRequest) -> InboxSource:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise SourceUnknown
    return get_source_by_token(token.strip())


def _answer_too_fast() -> JsonResponse:
    answer = JsonResponse({"error": "too many requests"}, status=429)
    answer["Retry-After"] = str(pace.WINDOW_SECONDS)
    return answer
