"""What is typed when titles are given, changed, asked about, used and looked for? Validates; saves nothing."""

from demonstration.titles.forms.asking import AnswerForm, AskForm
from demonstration.titles.forms.deciding import (
    ChangeForm,
    KeepForm,
    LowerForm,
    NameForm,
    NameMoreForm,
    RevokeForm,
)
from demonstration.titles.forms.using import RegisterForm, UseForm, year_of

__all__ = [
    "AnswerForm",
    "AskForm",
    "ChangeForm",
    "KeepForm",
    "LowerForm",
    "NameForm",
    "NameMoreForm",
    "RegisterForm",
    "RevokeForm",
    "UseForm",
    "year_of",
]
