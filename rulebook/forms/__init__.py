"""What is typed in the back office of measures: packs, their scoring tables, yearly notices."""
