"""A plan asked again from where its county stands today: what of the former answer stays, and why the rest does not."""
