"""What a plan says: reading and checking it, auditing it, assessing it."""
