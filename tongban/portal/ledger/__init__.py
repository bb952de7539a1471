"""The promise ledger as anybody meets it: proofs to download, a page that checks them, an interface for programs."""
