from django.http import Http404, HttpRequest, HttpResponse


def upload(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def remove(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def download(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def preview(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def save_draft(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
