from django.http import Http404, HttpRequest, HttpResponse


def healthz(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def readyz(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
