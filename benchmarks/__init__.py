"""`make bench`: each module prints our figure, a floor for the same work, and the ratio."""
