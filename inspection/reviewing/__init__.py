"""The yearly review 年度复核: one notice, all sites of its types, the city's spot check, the announced results."""
