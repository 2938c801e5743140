"""Pages of the second factor: at sign-in, on the own account, and where somebody else's is reset."""

from accounts.second_factor.views.own import OwnFactor
from accounts.second_factor.views.resetting import ResetFactor
from accounts.second_factor.views.setting_up import SetUpPage
from accounts.second_factor.views.signing import CodePage, RecoveryPage, TwoSteps, lacks_factor, way_in

__all__ = [
    "CodePage",
    "OwnFactor",
    "RecoveryPage",
    "ResetFactor",
    "SetUpPage",
    "TwoSteps",
    "lacks_factor",
    "way_in",
]
