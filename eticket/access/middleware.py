"""Who is asking, and whether the part of the site they ask for is theirs.

One audience per URL namespace; a person of another audience gets 404, like for a page that
does not exist. Whoever is not signed in is sent to sign in, except on the views marked public.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthentication
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from eticket.access.programs import credential_of
from eticket.access.viewers import AgentViewer, CustomerViewer, ProgramViewer, Viewer
from eticket.accounts.models import Membership, User
from eticket.accounts.sessions import MEMBERSHIP_KEY, SEVERAL_KEY, keep_alive


class AuthenticationMiddleware(DjangoAuthentication):
    """Sets request.user from the row that the session engine already brought."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]

        async def auser() -> Any:
            return request.user

        request.auser = auser


class SignedInMiddleware(LoginRequiredMiddleware):
    """Sends strangers to sign in, with what they had typed when their session ended (C111)."""

    def get_login_url(self, view_func: Callable[..., Any]) -> str:
        # One door for all: the catalogues' views name one of their own, which does not exist.
        return resolve_url(settings.LOGIN_URL)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        answer = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            # A whole page, never the form inside a part of another one.
            return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
        if request.method != "POST":
            return answer
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            error = _("Su sesión terminó. Ingrese de nuevo en otra pestaña; lo escrito sigue aquí.")
            return JsonResponse({"error": error}, status=401)
        # 307: the browser sends the same form to the sign-in page, which keeps it.
        return HttpResponse(status=307, headers={"Location": answer["Location"]})


class AudienceMiddleware:
    """Sets request.viewer and keeps each audience in its own namespace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        match = request.resolver_match
        namespace = match.namespaces[0] if match and match.namespaces else ""
        if not namespace and getattr(view, "login_required", True) is False:
            # Public pages look the same for everybody; they read no session.
            return
        request.viewer = (  # type: ignore[attr-defined]
            ProgramViewer(credential_of(request)) if namespace == "api" else viewer_of(request)
        )
        if namespace not in AUDIENCES:
            raise ImproperlyConfigured(f"namespace {namespace!r} has no audience")
        if not AUDIENCES[namespace](request, request.viewer):  # type: ignore[attr-defined]
            raise Http404


def viewer_of(request: HttpRequest) -> Viewer | None:
    """The viewer for the person signed in: staff look from the desk, others from their account."""
    user = request.user
    if not user.is_authenticated:
        return None
    if user.works_here:
        return AgentViewer(user)
    membership = _membership_of(request, user)
    return CustomerViewer(user, membership) if membership else None


AUDIENCES: dict[str, Callable[[HttpRequest, Viewer | ProgramViewer | None], bool]] = {
    "api": lambda request, viewer: isinstance(viewer, ProgramViewer),
    "": lambda request, viewer: True,
    "portal": lambda request, viewer: isinstance(viewer, CustomerViewer),
    "desk": lambda request, viewer: isinstance(viewer, AgentViewer),
    "admin": lambda request, viewer: isinstance(viewer, AgentViewer) and viewer.user.is_staff,
}


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    session = request.session
    user_id = session.get(SESSION_KEY)
    row = getattr(session, "row", None)
    if user_id is None or row is None or str(row.user_id) != str(user_id):
        return AnonymousUser()
    user: User = row.user
    known = constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    if not user.is_active or not known:
        session.flush()
        return AnonymousUser()
    keep_alive(row)
    return user


def _membership_of(request: HttpRequest, user: User) -> Membership | None:
    row = getattr(request.session, "row", None)
    membership: Membership | None = row.membership if row else None
    if membership and membership.user_id == user.pk and membership.disabled_at is None:
        return membership
    places = Membership.objects.active().filter(user=user).select_related("account")
    first = list(places.order_by("id")[:2])
    if not first:
        return None
    request.session[MEMBERSHIP_KEY] = first[0].pk
    request.session[SEVERAL_KEY] = len(first) > 1
    return first[0]
