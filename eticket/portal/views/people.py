from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
