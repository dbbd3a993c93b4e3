"""From the documents a county has, to a package that a person has looked at."""
