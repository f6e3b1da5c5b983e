from django.http import Http404, HttpRequest, HttpResponse


def home(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def raise_ticket(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def ask_for_help(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def register(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def guide(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def privacy(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
