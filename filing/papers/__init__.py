"""What do the papers of a case say, and how do they become a page, a PDF or a Word file? One module for each."""
