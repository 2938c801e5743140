"""The installation's own system checks and its trail of sign-ins, registered once all apps are ready."""

from __future__ import annotations

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.checks import Tags, register

from unionportal.coming_and_going import tell_lockout, tell_sign_in, tell_sign_out
from unionportal.safety import clock_is_free, demo_logins_absent, second_factor_roles_known

register(clock_is_free)
register(second_factor_roles_known)
register(demo_logins_absent, Tags.database, deploy=True)

user_logged_in.connect(tell_sign_in, dispatch_uid="portal.sign_in")
user_logged_out.connect(tell_sign_out, dispatch_uid="portal.sign_out")
user_locked_out.connect(tell_lockout, dispatch_uid="portal.locked_out")
