"""Anything owed to somebody, and the clock on it: start, pause, resume, extend, keep, break."""
