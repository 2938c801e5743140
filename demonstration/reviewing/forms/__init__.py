"""What is typed into the pages of reviewers and of those who lead them."""
