"""A file to keep with a client, and why one is retired."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.requests import Request


class UploadForm(forms.Form):
    """A file to keep with a client."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, PNG, JPEG, text or CSV, at most 20 MiB; the same name again is a new version."),
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, *, request: Request) -> None:
        """The request knows whether a file grew too large."""
        super().__init__(data, files)
        self.is_bound = self.is_bound or request.method == "POST"
        if getattr(request, "is_upload_too_large", False):
            self.fields["file"].error_messages["required"] = _("The file is larger than 20 MiB.")


class RetireForm(forms.Form):
    """Why a document goes out of use."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
