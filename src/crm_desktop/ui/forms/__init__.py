"""Forms and record pages, made from the declared fields of an entity."""
