"""What government offers: items, guides, materials, situations, versions, publication, search.

In: an editor's draft, an import. Out: a published guide, the same for everybody, and the version a case stays under.
"""
