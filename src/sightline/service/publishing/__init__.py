"""Reports: written from one source, checked, signed off, published, and read."""
