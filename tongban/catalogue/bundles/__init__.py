"""One Thing (一件事, C5): a guide made of several items, with one situation, one form and one set of materials.

A bundle is a guide with `members`. `composing` makes its questions, form and materials from the published guides of the
items; it is checked, reviewed, published and applied for like any guide, and at submission it becomes one application
for each item.
"""
