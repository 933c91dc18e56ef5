"""What we add to Pelican: one module, one job."""
