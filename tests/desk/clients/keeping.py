"""How tests of documents keep one: a client of the relationship manager's, and a file sent from a browser."""

from datetime import date
from pathlib import Path
from typing import Any

from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from qiao.desk.clients.models import Assignment, Client, Document

PDF = b"%PDF-1.7 " + "\u5408\u540c".encode()


def client_of(cast: Cast, place: Path, settings: Any) -> Client:
    """A client of the relationship manager's; bytes of documents lie in a folder of the test's own."""
    settings.DOCUMENTS = place / "documents"
    made = Client.objects.create(number="C1", name="\u7532\u516c\u53f8")
    Assignment.objects.create(client=made, manager=cast.rm, part="lead", share=1, from_date=date(2025, 1, 1))
    return made


def send(browser: Browser, client: Client, name: str = "\u5408\u540c.pdf", data: bytes = PDF) -> Any:
    """What the page of documents answers to a file."""
    return browser.post(f"{client.get_absolute_url()}documents/", {"file": SimpleUploadedFile(name, data)})


def only() -> Document:
    """The one document that is kept."""
    return Document.objects.get()
