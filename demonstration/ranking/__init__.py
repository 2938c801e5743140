"""The order of a round: aggregate, severity, cut line, the list that is locked."""
