"""The page after sign-in."""

from django.http import HttpResponse
from django.shortcuts import render

from qiao.desk.common.requests import Request


def today(request: Request) -> HttpResponse:
    """What is due now."""
    return render(request, "today/today.html")
