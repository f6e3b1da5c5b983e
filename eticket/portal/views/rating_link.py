from django.http import Http404, HttpRequest, HttpResponse


def rate(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
