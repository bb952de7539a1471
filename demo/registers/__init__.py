"""Registers of made-up people for the demo and the tests: a real HTTP server that signs, and can be slow, down or lie."""
