"""Adjustments of the list (动态调整): an item suspended, resumed, cancelled, split or merged, from a day on (C6)."""
