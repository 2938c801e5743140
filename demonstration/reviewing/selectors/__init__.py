"""What do pages and services read of reviewers and their reviews?"""
