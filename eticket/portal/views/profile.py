from django.http import Http404, HttpRequest, HttpResponse


def show(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def switch(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
