"""The honours of one site: its page and its form. Rows and services stand with the ledger that lists them."""
