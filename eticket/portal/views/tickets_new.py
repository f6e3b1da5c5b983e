from django.http import Http404, HttpRequest, HttpResponse


def choose(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def service(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def support(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
