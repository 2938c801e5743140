"""Districts, the union tree, people and what each was granted over which part of it."""
