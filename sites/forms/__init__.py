"""What people type about sites: conditions of lists, and what an operating notice says."""

from sites.forms.lists import FinderForm, RegisterFilterForm, page_of, position_of, words_of

__all__ = ["FinderForm", "RegisterFilterForm", "page_of", "position_of", "words_of"]
