"""Spot checks: sites and inspectors drawn by a seed that was committed beforehand."""
