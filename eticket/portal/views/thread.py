from django.http import Http404, HttpRequest, HttpResponse


def show(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def reply(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def cancel(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def rate(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
