"""A county of one's own in the workbench: documents brought in step by step, and proposals decided on."""
