"""What is written when somebody objects, answers, takes back, or signs?"""

from __future__ import annotations

from django import forms

from sites.forms.fields import GuardedText

MOST_NOTE = 500


class NoteForm(forms.Form):
    """The written reason of a step."""

    note = GuardedText(label="说明", max_length=MOST_NOTE, lines=4)


class SignForm(forms.Form):
    """One opinion for all that are signed together."""

    note = GuardedText(label="签批意见", max_length=MOST_NOTE, lines=2)
