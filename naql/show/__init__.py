"""Reading → words to look at: marked text for the terminal and for a page."""
