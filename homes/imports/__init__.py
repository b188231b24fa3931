"""Kinds of files whose rows are homes, or belong to a home."""
