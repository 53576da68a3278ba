"""The seeded world: a few believable people and groups, so that the product can be tried within a minute."""
