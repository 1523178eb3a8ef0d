"""Forms of people's own settings."""

from django import forms

from qiao.desk.people.models import User


class PreferencesForm(forms.ModelForm[User]):
    """Language, colours and the unit of money; one of them alone may be sent."""

    class Meta:
        model = User
        fields = ("language", "theme", "money_unit")

    language = forms.ChoiceField(choices=[("zh-hans", "中文"), ("en", "English")], required=False)
