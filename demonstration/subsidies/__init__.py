"""Money for sites: pools, worked lines, approval, the chain of payments, what it was used for, what comes back."""
