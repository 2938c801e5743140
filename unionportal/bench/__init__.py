"""How fast is the portal against the smallest program that does the same work on the same rows?"""
