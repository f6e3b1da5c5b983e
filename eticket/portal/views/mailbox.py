from django.http import Http404, HttpRequest, HttpResponse


def prove_address(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def index(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def show(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
