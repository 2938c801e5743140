"""Instruments that look at the sources; the portal never imports them."""
