"""What does a reviewer get to see of a nomination? The objects built in this package, and nothing else.

Views and templates of reviewers never hold a row. In a blind round the case has its code for a name, every text is
masked, and facts that tell which site it is are left out; in an open round the same objects carry the names. The
self-score of an item is put in only once the reviewer's own word on that item is saved.
"""
