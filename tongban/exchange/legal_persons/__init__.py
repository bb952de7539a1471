"""The register of legal persons: whether code, name and legal representative belong together, and the standing."""
