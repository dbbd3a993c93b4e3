"""The chapters of a document, in their order."""
