"""Rectification: an order to mend a site by a day, from its letter to the second look."""
