"""Measures as dated rule packs, the working-day calendar, and pure arithmetic over them."""
