"""What is typed about people and offices: signing in and setting up, and what administrators keep."""

from accounts.forms.messages import ChannelForm
from accounts.forms.office import DistrictForm, NewPersonForm, PersonForm, UnionForm
from accounts.forms.signing import OTHER, QINGDAO, ChangePasswordForm, SetUpForm, SignInForm

__all__ = [
    "OTHER",
    "QINGDAO",
    "ChangePasswordForm",
    "ChannelForm",
    "DistrictForm",
    "NewPersonForm",
    "PersonForm",
    "SetUpForm",
    "SignInForm",
    "UnionForm",
]
