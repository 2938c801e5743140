"""The register of service sites: what each site is, where, when it is open, and what the public may know."""
