from django.http import Http404, HttpRequest, HttpResponse


def sign_in(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def sign_out(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def forgotten(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
