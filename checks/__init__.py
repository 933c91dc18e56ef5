"""What must hold, as pure functions: of the sources, of the built site."""
