"""The register of population: whether a number and a name belong together, and whether the identity still holds."""
