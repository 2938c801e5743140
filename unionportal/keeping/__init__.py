"""How is everything kept outside of the portal, and does it come back whole? Database and files, never one without the other."""
