"""store → browser, JSON: the reading room, pages made on the server that work without scripts."""
