"""The form of a saved view: its name, and whom it is for."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.forms.filters import ClientFilter
from qiao.desk.clients.models import SavedView
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.ui.forms import VersionedForm


class ViewForm(VersionedForm):
    """A view of the list."""

    shared = forms.ChoiceField(label=_("For whom"), required=False)
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    class Meta:
        model = SavedView
        fields = ("name",)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        """Offer the teams and branches that the person works in; nobody named is the owner."""
        super().__init__(*args, **kwargs)
        user = self._user = user or self.instance.owner
        self._places: dict[str, Team | Branch] = {
            str(place.uuid): place for post in user.posts_now for place in (post.team, post.branch) if place
        }
        places = [(key, str(place)) for key, place in self._places.items()]
        self.fields["shared"].choices = [("", _("myself alone")), *places]  # type: ignore[attr-defined]
        whom = self.instance.team or self.instance.branch
        self.initial.setdefault("shared", str(whom.uuid) if whom else "")
        self.initial.setdefault("query", self.instance.query)

    def _post_clean(self) -> None:
        """Leave the model's own checks to the action, which tells them as sentences."""

    def clean_query(self) -> str:
        """What of the address the list's own form takes."""
        address = ClientFilter(QueryDict(self.cleaned_data["query"]), user=self._user).address
        if len(address) > SavedView._meta.get_field("query").max_length:  # type: ignore[operator]
            raise forms.ValidationError(_("These filters are too long to keep."))
        return address

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the model."""
        whom = self._places.get(self.cleaned_data["shared"])
        return {
            "name": self.cleaned_data["name"],
            "query": self.cleaned_data["query"],
            "team": whom if isinstance(whom, Team) else None,
            "branch": whom if isinstance(whom, Branch) else None,
        }

    @property
    def filters(self) -> ClientFilter:
        """The filters that it keeps."""
        return ClientFilter(QueryDict(str(self["query"].value() or "")), user=self._user)
