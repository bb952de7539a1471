"""The record of keys: which were turned, when, and by whom."""
