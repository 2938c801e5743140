"""What people type into a case: one form for each section, for the start, the visit and the filters of the list."""

from filing.forms.acting import ActionForm, VisitForm
from filing.forms.base import SectionForm
from filing.forms.facilities import FacilitiesForm
from filing.forms.filters import FilingFilterForm
from filing.forms.hours import HoursForm
from filing.forms.identity import IdentityForm
from filing.forms.people import PeopleForm
from filing.forms.photos import PhotosForm
from filing.forms.place import PlaceForm
from filing.forms.starting import StartForm

#: The form behind each section's address; photos are files and go their own way.
SECTION_FORMS: dict[str, type[SectionForm]] = {
    "identity": IdentityForm,
    "place": PlaceForm,
    "facilities": FacilitiesForm,
    "hours": HoursForm,
    "people": PeopleForm,
}

__all__ = [
    "SECTION_FORMS",
    "ActionForm",
    "FilingFilterForm",
    "PhotosForm",
    "SectionForm",
    "StartForm",
    "VisitForm",
]
