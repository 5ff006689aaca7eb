"""Attachments: files that belong to the materials of a case. The register refers to them, no more."""
