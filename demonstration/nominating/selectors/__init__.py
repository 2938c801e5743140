"""What do pages and services read of nominations? Always within reach and before the wall of a conflict. Never writes."""
