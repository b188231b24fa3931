"""Kinds of files whose rows are divisions, unions and workplaces."""
